import { timeSpan } from '#fhir/date-time.ts';
import { isObject } from '../is-object.ts';
import { nameOfValue } from '../primitive/complaint.ts';
import type { Check } from '../shape.ts';

/**
 * Less than 0, 0, or more as `a` is before, within or after `b`: of numbers, of dates and times by the spans that
 * they stand for, of quantities of the same unit; undefined where they cannot be compared.
 */
function compare(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareTimes(a, b);
  if (!isObject(a) || !isObject(b)) return undefined;
  const sameUnit = a.code === undefined ? a.unit === b.unit : a.code === b.code && a.system === b.system;
  return sameUnit ? compare(a.value, b.value) : undefined;
}

function compareTimes(a: string, b: string): number | undefined {
  // A time of the day has the form that sorts as text.
  if (/^\d\d:/.test(a) && /^\d\d:/.test(b)) return a < b ? -1 : Number(a > b);
  const own = timeSpan(a);
  const other = timeSpan(b);
  if (own === undefined || other === undefined) return undefined;
  if (own.high <= other.low) return -1;
  return own.low >= other.high ? 1 : 0;
}

function compileLimit(limit: unknown, isBeyond: (order: number) => boolean, words: string, source: string) {
  if (limit === undefined) return [];
  const expected = `expected ${words} ${nameOfValue(limit)}`;
  const check: Check = (value, place, run) => {
    const order = compare(value, limit);
    if (order === undefined) {
      if (isObject(value) && value.value !== undefined)
        run.warning('value', place, `Found ${nameOfValue(value)}, whose unit differs; ${expected}.`, source);
    } else if (isBeyond(order))
      run.error('value', place, `Found ${nameOfValue(value)}, ${expected}.`, source);
  };
  return [check];
}

/** ElementDefinition.minValue[x] and maxValue[x], both inclusive. */
export function compileMinMaxValue(least: unknown, most: unknown, source: string): Check[] {
  return [
    ...compileLimit(least, (order) => order < 0, 'not less than', source),
    ...compileLimit(most, (order) => order > 0, 'not more than', source),
  ];
}
