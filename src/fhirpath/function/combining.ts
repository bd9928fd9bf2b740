import { equalItems } from '../operator/equality.ts';
import { booleanCollection, type Collection, EMPTY, type Node } from '../value/node.ts';
import { plain, withArguments } from './function-rule.ts';

const MOST_PAIRED = 8;

function includes(collection: Collection, item: Node): boolean {
  return collection.some((other) => equalItems(other, item));
}

function isText(node: Node): boolean {
  return typeof node.value === 'string' && node.shape.temporal === undefined && node.sibling === undefined;
}

/** The first of each set of equal items, in order (N1, 5.1.13 distinct()). */
export function distinct(input: Collection): Collection {
  if (input.length < 2) return input;
  // Codes and ids of a large resource come in thousands: pairs would take seconds.
  if (input.length > MOST_PAIRED && input.every(isText)) {
    const seen = new Set<unknown>();
    return input.filter(({ value }) => !seen.has(value) && seen.add(value));
  }
  const result: Node[] = [];
  for (const item of input) if (!includes(result, item)) result.push(item);
  return result;
}

/** `a | b` (N1, 6.3.1). */
export function union(a: Collection, b: Collection): Collection {
  if (b.length === 0) return distinct(a);
  return a.length === 0 ? distinct(b) : distinct([...a, ...b]);
}

function isSubset(a: Collection, b: Collection): boolean {
  return a.every((item) => includes(b, item));
}

/** Functions on two collections and on their duplicates (N1, 5.1 and 5.4). */
export const combining = {
  distinct: plain(distinct),
  isDistinct: plain((input) => booleanCollection(distinct(input).length === input.length)),
  union: withArguments([1, 1], (input, [other = EMPTY]) => union(input, other)),
  combine: withArguments([1, 1], (input, [other = EMPTY]) => [...input, ...other]),
  intersect: withArguments([1, 1], (input, [other = EMPTY]) =>
    distinct(input).filter((item) => includes(other, item)),
  ),
  exclude: withArguments([1, 1], (input, [other = EMPTY]) => input.filter((item) => !includes(other, item))),
  subsetOf: withArguments([1, 1], (input, [other = EMPTY]) => booleanCollection(isSubset(input, other))),
  supersetOf: withArguments([1, 1], (input, [other = EMPTY]) => booleanCollection(isSubset(other, input))),
};
