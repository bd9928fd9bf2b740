import { decimal } from '#fhir/json/literals.ts';

/** The lexical rule of decimal (datatypes.html#decimal), which is that of a JSON number. */
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
/** integer and positiveInt may have a plus (datatypes.html#integer), which JSON has not. */
const WITH_PLUS = new Set(['integer', 'positiveInt']);
const NUMBERS = new Set(['decimal', 'unsignedInt', ...WITH_PLUS]);
/** Types whose white space belongs to the value. */
const AS_IS = new Set(['string', 'markdown', 'base64Binary']);

/** Tab, line feed, carriage return, space. */
const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

/** Takes white space off the ends, as XML Schema does for all types but strings (xml.html). */
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/**
 * Sets `parent[key]` to what a `value` attribute says of a primitive type: booleans and numbers as JSON has them,
 * numbers with their text, all else as text, which the validator judges. Returns what was expected where a boolean
 * or a number was not found.
 */
export function readPrimitive(parent: object, key: string, type: string, value: string): string | undefined {
  const text = AS_IS.has(type) ? value : trim(value);
  if (NUMBERS.has(type)) {
    const digits = WITH_PLUS.has(type) && text.startsWith('+') ? text.slice(1) : text;
    if (!NUMBER.test(digits) || !Number.isFinite(Number(digits))) return `a value of type ${type}`;
    decimal(parent, key, digits);
    return undefined;
  }
  const target = parent as Record<string, unknown>;
  if (type !== 'boolean') target[key] = text;
  else if (text === 'true' || text === 'false') target[key] = text === 'true';
  else return 'true or false';
  return undefined;
}
