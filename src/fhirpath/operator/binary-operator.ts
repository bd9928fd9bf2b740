import { union } from '../function/combining.ts';
import type { Evaluate } from '../native/scope.ts';
import { single, singleString } from '../native/singleton.ts';
import type { BinaryOperator } from '../parse/expression-tree.ts';
import { booleanCollection, type Collection, EMPTY, stringNode } from '../value/node.ts';
import { arithmetic } from './arithmetic.ts';
import { equalCollections, equivalentCollections } from './equality.ts';
import { logic } from './logic.ts';
import { isIn } from './membership.ts';
import { order } from './ordering.ts';

type Apply = (left: Collection, right: Collection) => Collection;

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function comparison(accepts: (order: number) => boolean): Apply {
  return (a, b) => {
    const found = order(a, b);
    return booleanCollection(found === undefined ? undefined : accepts(found));
  };
}

/** `item in collection` (N1, 6.4.1); empty when there is no item. */
function membership(item: Collection, collection: Collection, operator: 'in' | 'contains'): Collection {
  const node = single(item, operator);
  return node ? booleanCollection(isIn(node, collection)) : EMPTY;
}

const APPLY: Record<Exclude<BinaryOperator, keyof typeof logic>, Apply> = {
  '=': (a, b) => booleanCollection(equalCollections(a, b)),
  '!=': (a, b) => booleanCollection(negated(equalCollections(a, b))),
  '~': (a, b) => booleanCollection(equivalentCollections(a, b)),
  '!~': (a, b) => booleanCollection(!equivalentCollections(a, b)),
  '<': comparison((found) => found < 0),
  '<=': comparison((found) => found <= 0),
  '>': comparison((found) => found > 0),
  '>=': comparison((found) => found >= 0),
  in: (a, b) => membership(a, b, 'in'),
  contains: (a, b) => membership(b, a, 'contains'),
  '|': union,
  '&': (a, b) => [stringNode((singleString(a, '&') ?? '') + (singleString(b, '&') ?? ''))],
  '+': (a, b) => arithmetic('+', a, b),
  '-': (a, b) => arithmetic('-', a, b),
  '*': (a, b) => arithmetic('*', a, b),
  '/': (a, b) => arithmetic('/', a, b),
  div: (a, b) => arithmetic('div', a, b),
  mod: (a, b) => arithmetic('mod', a, b),
};

/** `left operator right` as one closure (N1, 6 Operations). */
export function binaryOperator(operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === 'and' || operator === 'or' || operator === 'xor' || operator === 'implies') {
    return logic[operator](left, right);
  }
  const apply = APPLY[operator];
  return (scope) => apply(left(scope), right(scope));
}
