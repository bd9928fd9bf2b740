import { areDuplicates } from '../operator/equality.ts';
import { ItemIndex } from '../operator/item-index.ts';
import { isIn, MOST_PAIRED } from '../operator/membership.ts';
import { booleanCollection, type Collection, EMPTY, type Node } from '../value/node.ts';
import { plain, withArguments } from './function-rule.ts';

/** The first of each set of equal items, in order (N1, 5.1.13 distinct()). */
export function distinct(input: Collection): Collection {
  if (input.length < 2) return input;
  if (input.length > MOST_PAIRED) {
    const index = new ItemIndex();
    return input.filter((item) => index.addNew(item));
  }
  const result: Node[] = [];
  for (const item of input) if (!result.some((other) => areDuplicates(other, item))) result.push(item);
  return result;
}

/** `a | b` (N1, 6.3.1). */
export function union(a: Collection, b: Collection): Collection {
  if (b.length === 0) return distinct(a);
  return a.length === 0 ? distinct(b) : distinct([...a, ...b]);
}

function isSubset(a: Collection, b: Collection): boolean {
  return a.every((item) => isIn(item, b));
}

/** Functions on two collections and on their duplicates (N1, 5.1 and 5.4). */
export const combining = {
  distinct: plain(distinct),
  isDistinct: plain((input) => booleanCollection(distinct(input).length === input.length)),
  union: withArguments([1, 1], (input, [other = EMPTY]) => union(input, other)),
  combine: withArguments([1, 1], (input, [other = EMPTY]) => [...input, ...other]),
  intersect: withArguments([1, 1], (input, [other = EMPTY]) =>
    distinct(input).filter((item) => isIn(item, other)),
  ),
  exclude: withArguments([1, 1], (input, [other = EMPTY]) => input.filter((item) => !isIn(item, other))),
  subsetOf: withArguments([1, 1], (input, [other = EMPTY]) => booleanCollection(isSubset(input, other))),
  supersetOf: withArguments([1, 1], (input, [other = EMPTY]) => booleanCollection(isSubset(other, input))),
};
