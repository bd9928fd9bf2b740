import { isObject } from '../is-object.ts';
import { nameOfValue } from '../primitive/complaint.ts';
import type { Check } from '../shape.ts';

/**
 * Whether a value has all that a pattern has: of an object every property, of an array every item, wherever it stands
 * (elementdefinition.html#pattern).
 */
export function matchesPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern))
    return Array.isArray(value) && pattern.every((part) => value.some((item) => matchesPattern(item, part)));
  if (!isObject(pattern)) return value === pattern;
  return isObject(value) && Object.keys(pattern).every((name) => matchesPattern(value[name], pattern[name]));
}

/** ElementDefinition.pattern[x]: the value has at least what the pattern has. */
export function compilePattern(pattern: unknown, source: string): Check[] {
  if (pattern === undefined) return [];
  const expected = nameOfValue(pattern);
  return [
    (value, place, run) => {
      if (matchesPattern(value, pattern)) return;
      run.error('value', place, `Found ${nameOfValue(value)}, expected at least ${expected}.`, source);
    },
  ];
}
