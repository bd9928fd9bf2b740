import { ExpressionError, NotNative } from '../expression-error.ts';
import { compileTree } from '../native/compile-native.ts';
import { truth } from '../native/singleton.ts';
import type { Expression } from '../parse/expression-tree.ts';
import { EMPTY, type Node } from '../value/node.ts';
import type { TypeRegistry } from '../value/type-registry.ts';

/**
 * What a criterion may call: functions whose work is bounded by what they are called on. Patterns, and whatever
 * reaches all below an element again and again, could take minutes.
 */
const FUNCTIONS = new Set([
  'where',
  'exists',
  'all',
  'empty',
  'not',
  'count',
  'first',
  'last',
  'single',
  'ofType',
  'as',
  'is',
  'extension',
  'hasExtension',
  'hasValue',
  'startsWith',
  'endsWith',
  'contains',
  'lower',
  'upper',
  'length',
]);

/** Compiles the criteria of a where() in a path; the function says whether they hold for an item. */
export function compileCriteria(
  criteria: Expression,
  types: TypeRegistry,
  root: Node,
): (item: Node, index: number) => boolean {
  checkAllowed(criteria);
  const evaluate = natively(() => compileTree(criteria, { types, self: undefined, isRepeated: true }));
  return (item, index) => {
    const scope = { types, environment: {}, root: [root], self: [item], index, total: EMPTY };
    return (
      truth(
        natively(() => evaluate(scope)),
        'where()',
      ) === true
    );
  };
}

/** What the engine would leave to fhirpath.js is refused here. */
function natively<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotNative)
      throw new ExpressionError(`${error.message} is not taken in a path to an element`);
    throw error;
  }
}

/** Throws ExpressionError for what a criterion may not use, wherever it stands in it. */
function checkAllowed(tree: Expression): void {
  if (tree.kind === 'variable')
    throw new ExpressionError(`%${tree.name} is not taken in a path to an element`);
  if (tree.kind === 'call' && !FUNCTIONS.has(tree.name))
    throw new ExpressionError(`${tree.name.slice(0, 64)}() is not taken in a path to an element`);
  for (const part of partsOf(tree)) checkAllowed(part);
}

function partsOf(tree: Expression): Expression[] {
  switch (tree.kind) {
    case 'member':
      return tree.target ? [tree.target] : [];
    case 'call':
      return tree.target ? [tree.target, ...tree.arguments] : tree.arguments;
    case 'indexer':
      return [tree.target, tree.index];
    case 'negation':
    case 'type':
      return [tree.operand];
    case 'binary':
      return [tree.left, tree.right];
    default:
      return [];
  }
}
