import type { IssueCode } from '#fhir/operation-outcome.ts';

/** What is wrong with a primitive value; the walker adds where it stands. */
export interface Complaint {
  /** The whole sentence. */
  diagnostics: string;
  /** Paragraph or rule. */
  source: string;
  /** Default `value`. */
  code?: IssueCode;
  /** Default `error`. */
  severity?: 'warning';
}

const LONGEST_QUOTE = 80;

/** A found value as a message quotes it: as JSON, shortened to 80 characters; objects and arrays by their kind. */
export function quote(value: unknown): string {
  if (typeof value !== 'string') return isStructure(value) ? nameOfJson(value) : String(value);
  const text = JSON.stringify(value.slice(0, LONGEST_QUOTE));
  return value.length > LONGEST_QUOTE ? `${text.slice(0, -1)}..."` : text;
}

function isStructure(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What kind of JSON a value is, in words: `an object`, `the string "x"`. */
export function nameOfJson(value: unknown): string {
  if (value === null) return 'null';
  if (isStructure(value)) return Array.isArray(value) ? 'an array' : 'an object';
  return `the ${typeof value} ${quote(value)}`;
}

const LONGEST_VALUE = 200;

/** A value of any kind as a message shows it: as JSON, shortened to 200 characters. */
export function nameOfValue(value: unknown): string {
  if (value === undefined) return 'no value';
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text;
}

/** A complaint about the value of a primitive type: found, expected, and a hint where the cause is plain. */
export function complainAbout(type: string, value: unknown, expected: string, hint = ''): Complaint {
  return {
    diagnostics: `Found ${nameOfJson(value)}, expected ${expected}${hint ? `; ${hint}` : ''}.`,
    source: `datatypes.html#${type}`,
  };
}
