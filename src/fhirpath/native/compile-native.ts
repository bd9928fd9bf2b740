import { ExpressionError, NotNative } from '../expression-error.ts';
import { functions } from '../function/functions.ts';
import { binaryOperator } from '../operator/binary-operator.ts';
import type { Expression, Literal } from '../parse/expression-tree.ts';
import {
  booleanCollection,
  type Collection,
  EMPTY,
  Node,
  numberNode,
  quantityNode,
  stringNode,
  temporalNode,
} from '../value/node.ts';
import { Quantity } from '../value/quantity.ts';
import { Temporal } from '../value/temporal.ts';
import type { TypeRegistry } from '../value/type-registry.ts';
import { SYSTEM, type TypeShape } from '../value/type-shape.ts';
import { variable } from './environment.ts';
import { memberStep, typeNameStep } from './member.ts';
import { type Evaluate, evaluateOnce } from './scope.ts';
import { single, singleNumber } from './singleton.ts';
import { typeTest } from './type-specifier.ts';

/** What is known while compiling. */
export interface CompileSite {
  types: TypeRegistry;
  /** The type of `$this`, where it is known: the context of the whole expression. */
  self: TypeShape | undefined;
  /** Whether this is evaluated for one item after the other, within the argument of where(), all() and the like. */
  isRepeated: boolean;
}

/** A path that no item can take, e.g. `Encounter.period` for a Patient; what follows it is dropped. */
const NOTHING: Evaluate = () => EMPTY;

/** Functions that keep nothing nothing; others, such as exists(), have an answer for it. */
const PATH_FUNCTIONS = new Set([
  'where',
  'select',
  'ofType',
  'as',
  'resolve',
  'extension',
  'first',
  'last',
  'tail',
]);

const self: Evaluate = (scope) => scope.self;

function constant(collection: Collection): Evaluate {
  return () => collection;
}

function literal(tree: Literal): Node {
  switch (tree.kind) {
    case 'string':
      return stringNode(tree.value);
    case 'boolean':
      return new Node(tree.value, SYSTEM.Boolean);
    case 'integer':
      return numberNode(tree.value);
    case 'decimal':
      return new Node(tree.value, SYSTEM.Decimal);
    case 'quantity':
      return quantityNode(new Quantity(tree.value, tree.unit, tree.calendar));
    default: {
      const value = Temporal.parse(tree.kind, tree.value);
      if (!value) throw new ExpressionError(`there is no ${tree.kind} ${tree.value}`);
      return temporalNode(value);
    }
  }
}

function isVariablePath(tree: Expression): boolean {
  if (tree.kind === 'variable') return true;
  return tree.kind === 'member' && tree.target !== undefined && isVariablePath(tree.target);
}

function compileMember(tree: Expression & { kind: 'member' }, site: CompileSite): Evaluate {
  if (tree.target) {
    if (site.isRepeated && isVariablePath(tree.target))
      // `%resource.snapshot.element` for each of thousands of elements would take their square.
      return evaluateOnce(compileMember(tree, { ...site, isRepeated: false }));
    const target = compileTree(tree.target, site);
    return target === NOTHING ? NOTHING : memberStep(target, tree.name);
  }
  if (!/^[A-Z]/.test(tree.name) || !site.types.isType(tree.name)) return memberStep(self, tree.name);
  if (!site.self) return typeNameStep(tree.name);
  if (site.self.ancestors.has(tree.name)) return self;
  const isNarrower = site.types.type(tree.name)?.ancestors.has(site.self.name);
  return isNarrower ? typeNameStep(tree.name) : NOTHING;
}

function compileCall(tree: Expression & { kind: 'call' }, site: CompileSite): Evaluate {
  const rule = Object.hasOwn(functions, tree.name) ? functions[tree.name] : undefined;
  if (!rule) throw new NotNative(`function ${tree.name}`);
  const [least, most] = rule.arity;
  if (tree.arguments.length < least || tree.arguments.length > most) {
    throw new ExpressionError(`${tree.name}() takes ${least} to ${most} arguments`);
  }
  const target = tree.target ? compileTree(tree.target, site) : self;
  if (target === NOTHING && PATH_FUNCTIONS.has(tree.name)) return NOTHING;
  const inner = rule.iterates ? { ...site, self: undefined, isRepeated: true } : site;
  const compile = (argument: Expression) => compileTree(argument, inner);
  const apply = rule.compile(tree.arguments, compile, site.types);
  return (scope) => apply(target(scope), scope);
}

function compileType(tree: Expression & { kind: 'type' }, site: CompileSite): Evaluate {
  const operand = compileTree(tree.operand, site);
  const matches = typeTest(tree.type, site.types);
  if (tree.operator === 'as') {
    return operand === NOTHING ? NOTHING : (scope) => operand(scope).filter((node) => matches(node.shape));
  }
  return (scope) => {
    const node = single(operand(scope), 'is');
    return booleanCollection(node && matches(node.shape));
  };
}

function compileIndexer(tree: Expression & { kind: 'indexer' }, site: CompileSite): Evaluate {
  const target = compileTree(tree.target, site);
  if (target === NOTHING) return NOTHING;
  const index = compileTree(tree.index, site);
  return (scope) => {
    const at = singleNumber(index(scope), 'an index');
    const node = at === undefined ? undefined : target(scope)[at];
    return node ? [node] : EMPTY;
  };
}

function compileNegation(tree: Expression & { kind: 'negation' }, site: CompileSite): Evaluate {
  const operand = compileTree(tree.operand, site);
  return (scope) => {
    const value = single(operand(scope), 'unary -')?.value;
    if (value === undefined) return EMPTY;
    if (typeof value === 'number') return [numberNode(-value)];
    if (value instanceof Quantity) return [quantityNode(value.withValue(-value.value))];
    throw new ExpressionError('unary - expects a number or a quantity');
  };
}

function isConstant(tree: Expression): boolean {
  if (tree.kind === 'binary') return isConstant(tree.left) && isConstant(tree.right);
  return 'value' in tree;
}

function isUnion(tree: Expression): boolean {
  return tree.kind === 'binary' && tree.operator === '|';
}

function compileBinary(tree: Expression & { kind: 'binary' }, site: CompileSite): Evaluate {
  const left = compileTree(tree.left, site);
  const right = compileTree(tree.right, site);
  if (tree.operator === '|') {
    if (left === NOTHING && right === NOTHING) return NOTHING;
    // What one union gave is distinct: only another operand makes it worth another look.
    if (right === NOTHING && isUnion(tree.left)) return left;
    if (left === NOTHING && isUnion(tree.right)) return right;
  }
  const evaluate = binaryOperator(tree.operator, left, right);
  if (!isConstant(tree)) return evaluate;
  // A list of codes, as in `status in ('final' | 'amended')`, is made once and not for every item.
  let result: Collection | undefined;
  return (scope) => {
    result ??= evaluate(scope);
    return result;
  };
}

/** Tree -> closure. Throws NotNative for what the engine leaves to fhirpath.js, ExpressionError for a mistake. */
export function compileTree(tree: Expression, site: CompileSite): Evaluate {
  switch (tree.kind) {
    case 'empty':
      return constant(EMPTY);
    case 'this':
      return self;
    case 'index':
      return ({ index }) => (index === undefined ? EMPTY : [numberNode(index)]);
    case 'total':
      return (scope) => scope.total;
    case 'variable':
      return variable(tree.name);
    case 'member':
      return compileMember(tree, site);
    case 'call':
      return compileCall(tree, site);
    case 'indexer':
      return compileIndexer(tree, site);
    case 'negation':
      return compileNegation(tree, site);
    case 'type':
      return compileType(tree, site);
    case 'binary':
      return compileBinary(tree, site);
    default:
      return constant([literal(tree)]);
  }
}
