import { equalItems } from '../operator/equality.ts';
import { ItemIndex } from '../operator/item-index.ts';
import { booleanCollection, type Collection, EMPTY, type Node } from '../value/node.ts';
import { plain, withArguments } from './function-rule.ts';

/** Up to so many items are compared in pairs, which is quicker than making their keys. */
const MOST_PAIRED = 8;

/** Tells of many items, one after the other, whether each is in the collection. */
function membership(collection: Collection): (item: Node) => boolean {
  if (collection.length <= MOST_PAIRED)
    return (item) => collection.some((other) => equalItems(other, item) === true);
  const index = new ItemIndex(collection);
  return (item) => index.has(item);
}

/** The first of each set of equal items, in order (N1, 5.1.13 distinct()). */
export function distinct(input: Collection): Collection {
  if (input.length < 2) return input;
  if (input.length > MOST_PAIRED) {
    const index = new ItemIndex();
    return input.filter((item) => index.addNew(item));
  }
  const result: Node[] = [];
  for (const item of input) if (!result.some((other) => equalItems(other, item))) result.push(item);
  return result;
}

/** `a | b` (N1, 6.3.1). */
export function union(a: Collection, b: Collection): Collection {
  if (b.length === 0) return distinct(a);
  return a.length === 0 ? distinct(b) : distinct([...a, ...b]);
}

function isSubset(a: Collection, b: Collection): boolean {
  return a.every(membership(b));
}

/** Functions on two collections and on their duplicates (N1, 5.1 and 5.4). */
export const combining = {
  distinct: plain(distinct),
  isDistinct: plain((input) => booleanCollection(distinct(input).length === input.length)),
  union: withArguments([1, 1], (input, [other = EMPTY]) => union(input, other)),
  combine: withArguments([1, 1], (input, [other = EMPTY]) => [...input, ...other]),
  intersect: withArguments([1, 1], (input, [other = EMPTY]) => distinct(input).filter(membership(other))),
  exclude: withArguments([1, 1], (input, [other = EMPTY]) => {
    const isExcluded = membership(other);
    return input.filter((item) => !isExcluded(item));
  }),
  subsetOf: withArguments([1, 1], (input, [other = EMPTY]) => booleanCollection(isSubset(input, other))),
  supersetOf: withArguments([1, 1], (input, [other = EMPTY]) => booleanCollection(isSubset(other, input))),
};
