import { type Place, placeBelow } from '../place.ts';
import type { Run } from '../run.ts';
import type { Property } from '../shape.ts';

/*
 * A primitive element is written as `name` for its values and `_name` for their ids and extensions; for a list both
 * are arrays of the same length, with null where one of the two has nothing (json.html#primitive).
 */

const SOURCE = 'json.html#primitive';

function isNothing(list: unknown, index: number): boolean {
  return !Array.isArray(list) || list[index] === null || list[index] === undefined;
}

/** Reports a null at `index` of one array of the pair that has nothing in the other either. */
export function checkNullItem(
  other: unknown,
  property: Property,
  parent: Place,
  index: number,
  run: Run,
): void {
  if (!isNothing(other, index)) return;
  const words = `Found null, expected a value in '${property.name}' or an extension in '${property.siblingName}'.`;
  run.error('structure', placeBelow(parent, property.step, index), words, SOURCE);
}

/** Reports arrays of different length. */
export function checkAligned(
  values: unknown,
  siblings: unknown[],
  property: Property,
  parent: Place,
  run: Run,
): void {
  if (!Array.isArray(values) || values.length === siblings.length) return;
  const { name, siblingName } = property;
  const found = `Found ${values.length} items in '${name}' and ${siblings.length} in '${siblingName}'`;
  run.error(
    'structure',
    placeBelow(parent, property.step),
    `${found}, expected as many, filled with null.`,
    SOURCE,
  );
}
