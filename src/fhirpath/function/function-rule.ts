import type { Evaluate, Scope } from '../native/scope.ts';
import type { Expression } from '../parse/expression-tree.ts';
import type { Collection } from '../value/node.ts';
import type { TypeRegistry } from '../value/type-registry.ts';

/** A compiled function: its input and the scope -> its result. */
export type Apply = (input: Collection, scope: Scope) => Collection;

/** How one FHIRPath function compiles. */
export interface FunctionRule {
  /** Fewest and most arguments. */
  arity: [number, number];
  /** True when the arguments are evaluated with another `$this` than that of the call. */
  iterates?: boolean;
  compile(args: Expression[], compile: (argument: Expression) => Evaluate, types: TypeRegistry): Apply;
}

/** A function without arguments. */
export function plain(apply: Apply): FunctionRule {
  return { arity: [0, 0], compile: () => apply };
}

/** A function of `arity` arguments, each evaluated once with `$this` of the call. */
export function withArguments(
  arity: [number, number],
  apply: (input: Collection, args: Collection[], scope: Scope) => Collection,
): FunctionRule {
  return {
    arity,
    compile: (args, compile) => {
      const compiled = args.map(compile);
      return (input, scope) =>
        apply(
          input,
          compiled.map((argument) => argument(scope)),
          scope,
        );
    },
  };
}

/** A function of one expression, or of none where `optional`, which it evaluates itself. */
export function withExpression(
  apply: (input: Collection, scope: Scope, expression: Evaluate) => Collection,
  without?: Apply,
): FunctionRule {
  return {
    arity: [without ? 0 : 1, 1],
    iterates: true,
    compile: ([argument], compile) => {
      if (!argument) return without as Apply;
      const expression = compile(argument);
      return (input, scope) => apply(input, scope, expression);
    },
  };
}
