import type { Environment } from '../compile-expression.ts';
import type { Collection } from '../value/node.ts';
import type { TypeRegistry } from '../value/type-registry.ts';

/** What an evaluation carries along; `self`, `index` and `total` change as functions iterate. */
export interface Scope {
  readonly types: TypeRegistry;
  readonly environment: Environment;
  /** The context of the whole expression, `%context`. */
  readonly root: Collection;
  /** `$this` */
  self: Collection;
  /** `$index` */
  index: number | undefined;
  /** `$total` */
  total: Collection;
  /** The instant of the evaluation, once now() or today() has asked for it. */
  instant?: Date;
  /** What paths from variables came to, which no `$this` changes. */
  remembered?: Map<Evaluate, Collection>;
}

/** A compiled expression: evaluates with `$this` of the scope as its context. */
export type Evaluate = (scope: Scope) => Collection;

/** Evaluates once an item, with the item as `$this`, until `visit` says true. */
export function iterate(
  input: Collection,
  scope: Scope,
  evaluate: Evaluate,
  visit: (result: Collection, item: Collection) => boolean | undefined,
): void {
  const { self, index } = scope;
  for (let i = 0; i < input.length; i++) {
    const item = [input[i]!];
    scope.self = item;
    scope.index = i;
    if (visit(evaluate(scope), item)) break;
  }
  scope.self = self;
  scope.index = index;
}

/** Evaluates once an evaluation of the whole expression: for what does not depend on `$this`. */
export function evaluateOnce(evaluate: Evaluate): Evaluate {
  return (scope) => {
    scope.remembered ??= new Map();
    let result = scope.remembered.get(evaluate);
    if (!result) {
      result = evaluate(scope);
      scope.remembered.set(evaluate, result);
    }
    return result;
  };
}
