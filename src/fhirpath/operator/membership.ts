import type { Collection, Node } from '../value/node.ts';
import { areDuplicates } from './equality.ts';
import { ItemIndex } from './item-index.ts';

/** Up to so many items are compared in pairs, which is quicker than making their keys. */
export const MOST_PAIRED = 8;

/** The indexes of long collections, and those that were asked once, by comparing all, and have none yet. */
const indexes = new WeakMap<Collection, ItemIndex | 'asked once'>();

/**
 * Whether a duplicate of the item is in the collection (N1, 6.4; areDuplicates). A long collection that is asked again gets
 * an index, so that many items are looked for in the time of one pass.
 */
export function isIn(item: Node, collection: Collection): boolean {
  const known = collection.length > MOST_PAIRED ? indexes.get(collection) : undefined;
  if (known instanceof ItemIndex) return known.has(item);
  if (known === undefined) {
    if (collection.length > MOST_PAIRED) indexes.set(collection, 'asked once');
    return collection.some((other) => areDuplicates(other, item));
  }
  const index = new ItemIndex(collection);
  indexes.set(collection, index);
  return index.has(item);
}
