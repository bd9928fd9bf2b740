import { type Evaluate, iterate, type Scope } from '../native/scope.ts';
import { single, singleNumber, truth } from '../native/singleton.ts';
import { specifierText, typeTest } from '../native/type-specifier.ts';
import { ItemIndex } from '../operator/item-index.ts';
import { booleanCollection, type Collection, EMPTY, Node } from '../value/node.ts';
import { OBJECT_SHAPE } from '../value/type-shape.ts';
import { type FunctionRule, plain, withArguments, withExpression } from './function-rule.ts';

/** Items of a type. R4's own search parameters use as() on many items, so that it filters as ofType() does. */
const ofType: FunctionRule = {
  arity: [1, 1],
  compile: ([argument], _compile, types) => {
    const matches = typeTest(specifierText(argument!), types);
    return (input) => input.filter((node) => matches(node.shape));
  },
};

const is: FunctionRule = {
  arity: [1, 1],
  compile: ([argument], _compile, types) => {
    const matches = typeTest(specifierText(argument!), types);
    return (input) => {
      const node = single(input, 'is()');
      return booleanCollection(node && matches(node.shape));
    };
  },
};

/** All that the projection reaches from the input, step by step, each once (N1, 5.2.3). */
function repeat(input: Collection, scope: Scope, projection: Evaluate): Collection {
  const found: Node[] = [];
  const index = new ItemIndex();
  let layer = input;
  while (layer.length > 0) {
    const next: Node[] = [];
    iterate(layer, scope, projection, (result) => {
      for (const item of result) {
        if (!index.addNew(item)) continue;
        found.push(item);
        next.push(item);
      }
      return false;
    });
    layer = next;
  }
  return found;
}

/** iif(criterion, then, otherwise): the input as a whole is `$this` (N1, 5.5.1). */
const iif: FunctionRule = {
  arity: [2, 3],
  iterates: true,
  compile: (args, compile) => {
    const [criterion, then, otherwise] = args.map(compile);
    return (input, scope) => {
      const { self } = scope;
      scope.self = input;
      const chosen = truth(criterion!(scope), 'iif()') ? then : otherwise;
      const result = chosen ? chosen(scope) : EMPTY;
      scope.self = self;
      return result;
    };
  },
};

/** aggregate(aggregator, init): `$total` goes from item to item (N1, 7.1). */
const aggregate: FunctionRule = {
  arity: [1, 2],
  iterates: true,
  compile: (args, compile) => {
    const [aggregator, initial] = args.map(compile);
    return (input, scope) => {
      const { total } = scope;
      scope.total = initial ? initial(scope) : EMPTY;
      iterate(input, scope, aggregator!, (result) => {
        scope.total = result;
        return false;
      });
      const result = scope.total;
      scope.total = total;
      return result;
    };
  },
};

/** N1, 5.2 Filtering and projection, 5.3 Subsetting, 5.5.1 iif(), 5.9 trace(), 7 Aggregates and 10.2 type(). */
export const filtering = {
  where: withExpression((input, scope, criteria) => {
    if (input.length === 0) return EMPTY;
    const output: Node[] = [];
    iterate(input, scope, criteria, (result, [item]) => {
      if (truth(result, 'where()')) output.push(item!);
      return false;
    });
    return output;
  }),
  select: withExpression((input, scope, projection) => {
    const output: Node[] = [];
    iterate(input, scope, projection, (result) => {
      for (const item of result) output.push(item);
      return false;
    });
    return output;
  }),
  repeat: withExpression(repeat),
  ofType,
  as: ofType,
  is,
  iif,
  aggregate,
  first: plain((input) => (input.length > 1 ? [input[0]!] : input)),
  last: plain((input) => (input.length > 1 ? [input.at(-1)!] : input)),
  tail: plain((input) => input.slice(1)),
  single: plain((input) => (single(input, 'single()') ? input : EMPTY)),
  skip: withArguments([1, 1], (input, [count = EMPTY]) =>
    input.slice(Math.max(0, singleNumber(count, 'skip()') ?? 0)),
  ),
  take: withArguments([1, 1], (input, [count = EMPTY]) =>
    input.slice(0, Math.max(0, singleNumber(count, 'take()') ?? 0)),
  ),
  trace: { arity: [1, 2], compile: () => (input: Collection) => input } satisfies FunctionRule,
  type: plain((input) =>
    input.map(({ shape }) => new Node({ namespace: shape.namespace, name: shape.name }, OBJECT_SHAPE)),
  ),
};
