import type { Definitions } from '#conformance/definitions.ts';
import { ExpressionError } from '../expression-error.ts';
import { specifierText, typeTest } from '../native/type-specifier.ts';
import type { Expression } from '../parse/expression-tree.ts';
import { parseExpression } from '../parse/parse-expression.ts';
import { TypeRegistry } from '../value/type-registry.ts';
import { compileCriteria } from './compile-criteria.ts';
import { LocatedElement } from './located-element.ts';

/** Longer than any path to one element; the work of a path grows with its length. */
const LONGEST = 1000;

/** A list by the elements that have it, and its name. */
export interface LocatedList {
  owners: LocatedElement[];
  name: string;
}

type Member = Extract<Expression, { kind: 'member' }>;
type Call = Extract<Expression, { kind: 'call' }>;

/**
 * Finds elements in a resource, and where they stand, by paths that lead down from it (fhirpath.html#simple, and
 * the functions of FILTERS): elements by name, `[n]`, where() and its like. Paths that compute something, or that
 * start over from the resource within a criterion, have no place, or cost more than a path should, and are refused.
 * Throws ExpressionError for them, and for an element that the type does not have.
 */
export class ElementLocator {
  readonly #types: TypeRegistry;

  constructor(definitions: Definitions) {
    this.#types = new TypeRegistry(definitions);
  }

  /** Throws ExpressionError for a text that is no FHIRPath. */
  check(path: string): void {
    parsePath(path);
  }

  /** The elements that a path leads to, in order. */
  elements(path: string, resource: unknown): LocatedElement[] {
    return this.#locate(parsePath(path), LocatedElement.root(resource, this.#types));
  }

  /** The list that a path leads to, also where it is empty; the path ends in the list's name. */
  list(path: string, resource: unknown): LocatedList {
    const tree = parsePath(path);
    const root = LocatedElement.root(resource, this.#types);
    if (tree.kind !== 'member' || this.#isTypeName(tree))
      throw new ExpressionError('the path does not end in the name of a list');
    const owners = tree.target ? this.#locate(tree.target, root) : [root];
    return { owners: owners.filter((owner) => this.#checkMember(owner, tree.name)), name: tree.name };
  }

  #locate(tree: Expression, root: LocatedElement): LocatedElement[] {
    switch (tree.kind) {
      case 'this':
        return [root];
      case 'variable':
        if (['context', 'resource', 'rootResource'].includes(tree.name)) return [root];
        throw new ExpressionError(`%${tree.name} is no element of the resource`);
      case 'member':
        return this.#member(tree, root);
      case 'indexer':
        if (tree.index.kind !== 'integer') throw new ExpressionError('an index that is no whole number');
        return this.#locate(tree.target, root).slice(tree.index.value, tree.index.value + 1);
      case 'type':
        if (tree.operator === 'as') return this.#ofType(this.#locate(tree.operand, root), tree.type);
        break;
      case 'call':
        return this.#call(tree, tree.target ? this.#locate(tree.target, root) : [root], root);
    }
    throw new ExpressionError('the expression computes a value and does not lead to an element');
  }

  #isTypeName({ target, name }: Member): boolean {
    return !target && /^[A-Z]/.test(name) && this.#types.isType(name);
  }

  #member(tree: Member, root: LocatedElement): LocatedElement[] {
    const { target, name } = tree;
    if (this.#isTypeName(tree)) {
      if (root.node.shape.ancestors.has(name)) return [root];
      throw new ExpressionError(`the path begins with ${name}, but the resource is a ${root.type}`);
    }
    const from = target ? this.#locate(target, root) : [root];
    return from.flatMap((element) =>
      this.#checkMember(element, name) ? element.children(name, this.#types) : [],
    );
  }

  #checkMember(element: LocatedElement, name: string): boolean {
    if (element.hasMember(name)) return true;
    throw new ExpressionError(`${element.type} has no element '${name.slice(0, 64)}'`);
  }

  #ofType(elements: LocatedElement[], type: string): LocatedElement[] {
    const matches = typeTest(type, this.#types);
    return elements.filter(({ node }) => matches(node.shape));
  }

  #call({ name, arguments: list }: Call, input: LocatedElement[], root: LocatedElement): LocatedElement[] {
    const [argument] = list;
    if (!argument && list.length === 0) {
      if (name === 'first') return input.slice(0, 1);
      if (name === 'last') return input.slice(-1);
      if (name === 'single' && input.length <= 1) return input;
    }
    if (argument && list.length === 1) {
      if (name === 'where') {
        const holds = compileCriteria(argument, this.#types, root.node);
        return input.filter(({ node }, i) => holds(node, i));
      }
      if (name === 'ofType' || name === 'as') return this.#ofType(input, specifierText(argument));
      if (name === 'extension' && argument.kind === 'string') {
        const all = input.flatMap((element) => element.children('extension', this.#types));
        return all.filter(({ members }) => members?.url === argument.value);
      }
    }
    throw new ExpressionError(
      `${name}() with ${list.length} arguments is not taken in a path to an element; first(), last(), single(), where(criteria), ofType(type), as(type) and extension('url') are`,
    );
  }
}

function parsePath(path: string): Expression {
  if (path.length <= LONGEST) return parseExpression(path);
  throw new ExpressionError(`the path has ${path.length} characters; at most ${LONGEST} are taken`);
}
