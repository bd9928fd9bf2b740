import { quote } from '../primitive/complaint.ts';
import type { Check } from '../shape.ts';

/** An element's id is its own within the resource (element.html#id). */
export const checkElementId: Check = (id, place, run) => {
  run.elementIds ??= new Set();
  if (run.elementIds.has(id as string)) {
    const words = `Found the element id ${quote(id)} a second time, expected it to be unique in the resource.`;
    run.error('value', place, words, 'element.html#id');
  } else run.elementIds.add(id as string);
};
