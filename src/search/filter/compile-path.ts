import { attempt, checkSteps, compileStep } from '../chain.ts';
import { findParameter, type SearchContext } from '../compile-parameter.ts';
import type { SearchExpression } from '../search-expression.ts';
import { compileElementTest, isElement } from './element-test.ts';
import { filterError } from './filter-error.ts';
import type { Filter, FilterTest } from './filter-syntax.ts';
import { compileParameterTest } from './parameter-test.ts';

/** Compiles a filter about the resources of a type. */
export type CompileTree = (type: string, filter: Filter, context: SearchContext) => SearchExpression;

/** A test of a filter: of a parameter, of what a reference leads to, or of the parts of one element. */
export function compilePath(
  type: string,
  test: FilterTest,
  context: SearchContext,
  compileTree: CompileTree,
): SearchExpression {
  const [first, second] = test.path;
  if (first?.filter && isElement(type, first.name, context)) return compileElementTest(type, test, context);
  if (second) checkSteps(test.path.map(({ name }) => name).join('.'), test.path.length - 1);
  return new PathCompiler(test, context, compileTree).compile(type, 0);
}

/** One test, whose steps are compiled once for each type however many ways lead there. */
class PathCompiler {
  readonly #test: FilterTest;
  readonly #context: SearchContext;
  readonly #compileTree: CompileTree;
  readonly #known = new Map<string, SearchExpression | Error>();

  constructor(test: FilterTest, context: SearchContext, compileTree: CompileTree) {
    this.#test = test;
    this.#context = context;
    this.#compileTree = compileTree;
  }

  compile(type: string, position: number): SearchExpression {
    const step = this.#test.path[position];
    const definition = step && findParameter(type, step.name, this.#context);
    if (!definition) throw filterError(this.#test.at, 'expected a name');
    if (position === this.#test.path.length - 1) {
      if (step.type !== undefined)
        throw filterError(step.at, `expected '.' and a name behind ${step.name}:${step.type}`);
      return compileParameterTest(type, definition, this.#test, this.#context);
    }
    return compileStep(type, definition, step.type, this.#context, (candidate) =>
      this.#led(candidate, position),
    );
  }

  /** What the resource that a step leads to has to meet: its filter, and the rest of the path. */
  #led(type: string, position: number): SearchExpression | Error {
    const key = `${position} ${type}`;
    const known = this.#known.get(key);
    if (known) return known;
    const filter = this.#test.path[position]?.filter;
    const compiled = attempt((): SearchExpression => {
      const rest = this.compile(type, position + 1);
      return filter ? { op: 'all', of: [this.#compileTree(type, filter, this.#context), rest] } : rest;
    });
    this.#known.set(key, compiled);
    return compiled;
  }
}
