import type { Evaluate } from '../native/scope.ts';
import { truth } from '../native/singleton.ts';
import { booleanCollection } from '../value/node.ts';

/** Three-valued logic (N1, 6.5); the right side is evaluated only where the left has not decided. */
export const logic = {
  and:
    (left: Evaluate, right: Evaluate): Evaluate =>
    (scope) => {
      const a = truth(left(scope), 'and');
      if (a === false) return booleanCollection(false);
      const b = truth(right(scope), 'and');
      if (b === false) return booleanCollection(false);
      return booleanCollection(a && b);
    },
  or:
    (left: Evaluate, right: Evaluate): Evaluate =>
    (scope) => {
      const a = truth(left(scope), 'or');
      if (a) return booleanCollection(true);
      const b = truth(right(scope), 'or');
      if (b) return booleanCollection(true);
      return booleanCollection(a === undefined ? undefined : b);
    },
  xor:
    (left: Evaluate, right: Evaluate): Evaluate =>
    (scope) => {
      const a = truth(left(scope), 'xor');
      const b = truth(right(scope), 'xor');
      return booleanCollection(a === undefined || b === undefined ? undefined : a !== b);
    },
  implies:
    (left: Evaluate, right: Evaluate): Evaluate =>
    (scope) => {
      const a = truth(left(scope), 'implies');
      if (a === false) return booleanCollection(true);
      const b = truth(right(scope), 'implies');
      if (b) return booleanCollection(true);
      return booleanCollection(a === undefined ? undefined : b);
    },
};
