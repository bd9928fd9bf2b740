import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { splitPrefix } from '../prefix.ts';
import { searchError } from '../search-error.ts';
import type { IndexValue, NumberRange, Prefix, SearchExpression } from '../search-expression.ts';

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** No number of a double's range needs more characters. */
const LONGEST = 400;

/**
 * A number and the range of its implicit precision: `100` is 99.5 up to 100.5, `1e2` is 50 up to 150, each the
 * double nearest to the decimal, so that a stored 5.35 is within 5.4. Undefined for what is no finite number.
 */
export function parseNumber(text: string): NumberRange | undefined {
  const match = text.length > LONGEST ? null : NUMBER.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', decimals = '', exponent = '0'] = match;
  const value = Number(text);
  if (whole + decimals === '' || !Number.isFinite(value)) return undefined;
  // Ten times the digits, and half a unit of the last one more or less: subtracting doubles would miss the bounds.
  const digits = 10n * BigInt(whole + decimals) * (sign === '-' ? -1n : 1n);
  const scale = Number(exponent) - decimals.length - 1;
  return { value, low: Number(`${digits - 5n}e${scale}`), high: Number(`${digits + 5n}e${scale}`) };
}

/** Search values of a number parameter. */
export function indexNumber(parameter: string, { value }: TypedValue): IndexValue[] {
  return typeof value === 'number' ? [{ kind: 'number', parameter, low: value, high: value }] : [];
}

/** Prefix and range of one number, e.g. `gt5.4`; the range is that of its precision, or of the approximation of `ap`. */
export function parseNumberValue(parameter: string, text: string): { prefix: Prefix; range: NumberRange } {
  const [prefix, rest] = splitPrefix(text);
  const range = parseNumber(rest);
  if (!range)
    throw searchError(
      `'${text}' is no number for ${parameter}; expected [prefix]number such as gt5.40`,
      'search.html#number',
    );
  return { prefix, range: prefix === 'ap' ? approximation(range) : range };
}

/** What counts as about the same: a tenth of the number more or less (search.html#prefix). */
function approximation({ value }: NumberRange): NumberRange {
  const tolerance = Math.abs(value) / 10;
  return { value, low: value - tolerance, high: value + tolerance };
}

/** One value of a number search (search.html#number). */
export function compileNumber(parameter: string, value: string): SearchExpression {
  return { op: 'number', parameter, ...parseNumberValue(parameter, value) };
}
