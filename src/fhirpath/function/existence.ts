import { ExpressionError } from '../expression-error.ts';
import { iterate } from '../native/scope.ts';
import { truth } from '../native/singleton.ts';
import { booleanCollection, type Collection, numberNode } from '../value/node.ts';
import { plain, withExpression } from './function-rule.ts';

function booleans(input: Collection): boolean[] {
  return input.map(({ value }) => {
    if (typeof value === 'boolean') return value;
    throw new ExpressionError(`expected a boolean and got a ${typeof value}`);
  });
}

/** N1, 5.1 Existence. */
export const existence = {
  empty: plain((input) => booleanCollection(input.length === 0)),
  exists: withExpression(
    (input, scope, criteria) => {
      let found = false;
      iterate(input, scope, criteria, (result) => {
        found = truth(result, 'exists()') === true;
        return found;
      });
      return booleanCollection(found);
    },
    (input) => booleanCollection(input.length > 0),
  ),
  all: withExpression((input, scope, criteria) => {
    let every = true;
    iterate(input, scope, criteria, (result) => {
      every = truth(result, 'all()') === true;
      return !every;
    });
    return booleanCollection(every);
  }),
  not: plain((input) => {
    const value = truth(input, 'not()');
    return booleanCollection(value === undefined ? undefined : !value);
  }),
  count: plain((input) => [numberNode(input.length)]),
  allTrue: plain((input) => booleanCollection(booleans(input).every((value) => value))),
  anyTrue: plain((input) => booleanCollection(booleans(input).some((value) => value))),
  allFalse: plain((input) => booleanCollection(booleans(input).every((value) => !value))),
  anyFalse: plain((input) => booleanCollection(booleans(input).some((value) => !value))),
};
