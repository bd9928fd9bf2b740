import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { fold } from '../fold.ts';
import { searchError } from '../search-error.ts';
import type { IndexValue, SearchExpression } from '../search-expression.ts';
import { unescapeValue } from '../split-value.ts';

/** The parts of complex types that a string search looks at (search.html#string: "any of the string fields"). */
const PARTS: Record<string, string[]> = {
  HumanName: ['text', 'family', 'given', 'prefix', 'suffix'],
  Address: ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'],
};

/** Search values of a string parameter: each part of a name or address on its own. */
export function indexString(parameter: string, { value, type }: TypedValue): IndexValue[] {
  if (typeof value === 'string')
    return value ? [{ kind: 'string', parameter, value, folded: fold(value) }] : [];
  const parts = PARTS[type];
  if (!parts || typeof value !== 'object' || value === null) return [];
  return parts
    .flatMap((part) => (value as Record<string, unknown>)[part])
    .filter((part): part is string => typeof part === 'string' && part !== '')
    .map((part) => ({ kind: 'string', parameter, value: part, folded: fold(part) }));
}

/** One value of a string search: by default "starts with", without regard to case and accents. */
export function compileString(parameter: string, value: string, modifier?: string): SearchExpression {
  const plain = unescapeValue(value);
  if (modifier === 'exact') return { op: 'string', parameter, match: 'exact', value: plain };
  const folded = fold(plain);
  // Accents alone fold to nothing, and nothing is the beginning of everything.
  if (folded === '')
    throw searchError(
      `the value of ${parameter} has no letter or digit that could be searched`,
      'search.html#string',
    );
  return { op: 'string', parameter, match: modifier === 'contains' ? 'contains' : 'starts', value: folded };
}
