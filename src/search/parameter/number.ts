import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { splitPrefix } from '../prefix.ts';
import { searchError } from '../search-error.ts';
import type { IndexValue, NumberRange, Prefix, SearchExpression } from '../search-expression.ts';

const NUMBER = /^[+-]?(?:\d+(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/;

/** A number and the range of its implicit precision: `100` is 99.5 up to 100.5, `1e2` is 50 up to 150. */
export function parseNumber(text: string): NumberRange | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  const decimals = (match[1] ?? match[2] ?? '').length;
  const half = 0.5 * 10 ** (Number(match[3] ?? 0) - decimals);
  return { value, low: value - half, high: value + half };
}

/** Search values of a number parameter. */
export function indexNumber(parameter: string, { value }: TypedValue): IndexValue[] {
  return typeof value === 'number' ? [{ kind: 'number', parameter, low: value, high: value }] : [];
}

/** Prefix and range of one number, e.g. `gt5.4`. */
export function parseNumberValue(parameter: string, text: string): { prefix: Prefix; range: NumberRange } {
  const [prefix, rest] = splitPrefix(text);
  const range = parseNumber(rest);
  if (!range)
    throw searchError(
      `'${text}' is no number for ${parameter}; expected [prefix]number such as gt5.40`,
      'search.html#number',
    );
  return { prefix, range };
}

/** One value of a number search (search.html#number). */
export function compileNumber(parameter: string, value: string): SearchExpression {
  return { op: 'number', parameter, ...parseNumberValue(parameter, value) };
}
