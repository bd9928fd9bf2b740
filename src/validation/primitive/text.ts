import { type Complaint, complainAbout } from './complaint.ts';

/** datatypes.html#string: "strings SHALL NOT exceed 1MB (1024*1024 characters) in size". */
const LONGEST = 1_048_576;

/** Position of the first character below 32 other than tab, line feed and carriage return, or -1. */
function controlCharacter(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return i;
  }
  return -1;
}

/** Whether there is any white space in `text`. */
export function hasSpace(text: string): boolean {
  return /\s/.test(text);
}

/** Ends a text in many of the systems that it may come to. */
const NUL = '\u0000';

/**
 * string and markdown (datatypes.html#string). Control characters SHOULD NOT be in one: a warning, but for
 * U+0000, which is an error.
 */
export function stringRule(type: 'string' | 'markdown') {
  return (value: unknown): Complaint | undefined => {
    if (typeof value !== 'string') return complainAbout(type, value, `a JSON string (${type})`);
    if (value === '')
      return complainAbout(
        type,
        value,
        `a ${type} of at least one character`,
        'leave the element out when there is no value',
      );
    if (value.length > LONGEST)
      return complainAbout(type, value, `a ${type} of at most ${LONGEST} characters`);
    const at = controlCharacter(value);
    if (at < 0) return undefined;
    const found = complainAbout(
      type,
      value,
      'no control characters but tab, CR and LF',
      `see position ${at}`,
    );
    return value.includes(NUL) ? found : { ...found, severity: 'warning' };
  };
}

/** code (datatypes.html#code): no white space at the ends, and only single spaces between. */
export function complainAboutCode(value: unknown): Complaint | undefined {
  const expected = 'a code (no white space at its ends, single spaces inside)';
  if (typeof value !== 'string' || value === '') return complainAbout('code', value, expected);
  let before = 32;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 32 || (code === 32 && before === 32)) return complainAbout('code', value, expected);
    before = code;
  }
  return before === 32 ? complainAbout('code', value, expected) : undefined;
}

/** The id of an element (element.html#id): any string without spaces. */
export function complainAboutElementId(value: unknown): Complaint | undefined {
  if (typeof value === 'string' && value !== '' && !hasSpace(value)) return undefined;
  return {
    ...complainAbout('id', value, 'an element id (a string without spaces)'),
    source: 'element.html#id',
  };
}
