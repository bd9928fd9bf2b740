import { type Place, placeBelow } from '../place.ts';
import { nameOfJson } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Property } from '../shape.ts';

/**
 * JSON writes an element as an array exactly when the definition lets it repeat, and never an empty one (json.html).
 * Tells whether `value`, found as property `name`, is written so; reports it when not.
 */
export function isWrittenAsDefined(
  value: unknown,
  name: string,
  property: Property,
  parent: Place,
  run: Run,
): boolean {
  const { isList, source } = property.element;
  if (Array.isArray(value) === isList && !(isList && (value as unknown[]).length === 0)) return true;
  const place = placeBelow(parent, property.step);
  if (isList && Array.isArray(value)) {
    const words = `Found an empty array, expected at least one item, or no '${name}' at all.`;
    run.error('structure', place, words, 'json.html');
  } else {
    const expected = isList
      ? `an array, since '${name}' may repeat`
      : `a single value, since '${name}' does not repeat`;
    run.error('structure', place, `Found ${nameOfJson(value)}, expected ${expected}.`, source);
  }
  return false;
}
