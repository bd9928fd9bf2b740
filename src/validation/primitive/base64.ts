import { type Complaint, complainAbout } from './complaint.ts';

const OTHER = 0;
const DIGIT = 1;
const SPACE = 2;
const PADDING = 3;

/** What each ASCII character is: attachments are large, and a look-up is what one character may cost. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z0-9+/]/.test(character)) return DIGIT;
  if (/[ \t\r\n]/.test(character)) return SPACE;
  return character === '=' ? PADDING : OTHER;
});

/** One pass over the text: white space is skipped, `=` only fills the last group of four. */
function isBase64(text: string): boolean {
  let digits = 0;
  let padding = 0;
  for (let i = 0; i < text.length; i++) {
    const kind = KINDS[text.charCodeAt(i)];
    if (kind === DIGIT && padding === 0) digits++;
    else if (kind === PADDING) padding++;
    else if (kind !== SPACE) return false;
  }
  return digits > 0 && padding <= 2 && (digits + padding) % 4 === 0;
}

/** base64Binary (datatypes.html#base64Binary). */
export function complainAboutBase64(value: unknown): Complaint | undefined {
  if (typeof value === 'string' && isBase64(value)) return undefined;
  const hint =
    typeof value === 'string' && /[-_]/.test(value)
      ? 'use the alphabet with + and /, not the one for URLs'
      : '';
  return complainAbout('base64Binary', value, 'base64 in groups of four characters, padded with =', hint);
}
