import { isObject } from '../is-object.ts';
import { nameOfValue } from '../primitive/complaint.ts';
import type { Check } from '../shape.ts';

/** Whether two JSON values are the same, whatever the order of their properties. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  );
}

/** ElementDefinition.fixed[x]: the value is exactly this one. */
export function compileFixed(fixed: unknown, source: string): Check[] {
  if (fixed === undefined) return [];
  const expected = nameOfValue(fixed);
  return [
    (value, place, run) => {
      if (isSame(value, fixed)) return;
      run.error('value', place, `Found ${nameOfValue(value)}, expected exactly ${expected}.`, source);
    },
  ];
}
