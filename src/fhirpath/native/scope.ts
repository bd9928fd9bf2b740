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
