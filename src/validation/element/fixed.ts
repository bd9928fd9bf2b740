import { isObject } from '../is-object.ts';
import { nameOfValue } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
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

/** Laboratories spell units in their own ways: what is meant may be right, but UCUM has one code for it. */
function hintFor(value: unknown, fixed: unknown, { pass }: Run): string {
  const meant = typeof value === 'string' ? pass.unitAlias(value) : undefined;
  if (meant === undefined) return '';
  return meant === fixed
    ? ', which is how that unit is written here'
    : `; that unit is ${nameOfValue(meant)} in UCUM, and must be converted`;
}

/** ElementDefinition.fixed[x]: the value is exactly this one. */
export function compileFixed(fixed: unknown, source: string): Check[] {
  if (fixed === undefined) return [];
  const expected = nameOfValue(fixed);
  return [
    (value, place, run) => {
      if (isSame(value, fixed)) return;
      const words = `Found ${nameOfValue(value)}, expected exactly ${expected}${hintFor(value, fixed, run)}`;
      run.error('value', place, `${words}.`, source);
    },
  ];
}
