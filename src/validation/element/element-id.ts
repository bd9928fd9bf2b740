import { expressionOf } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Check } from '../shape.ts';

/** An element's id is its own within the resource (element.html#id). */
export const checkElementId: Check = (id, place, run) => {
  run.elementIds ??= new Map();
  const known = run.elementIds.get(id as string);
  if (known === undefined) run.elementIds.set(id as string, place);
  // A step that is repeated meets the same element again.
  else if (expressionOf(known) !== expressionOf(place)) {
    const words = `Found the element id ${quote(id)} a second time, expected it to be unique in the resource.`;
    run.error('value', place, words, 'element.html#id');
  }
};
