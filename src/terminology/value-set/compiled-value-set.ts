import type { ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes';
import type { Ternary } from '../terminology.ts';
import { TerminologyError, type Why } from '../terminology-error.ts';
import { type Budget, MOST_STEPS } from './budget.ts';
import { type ExpansionNode, pruneNodes } from './expansion-node.ts';
import { compileInclude, type Include, type IncludeContext, joinSystems } from './include/compile-include.ts';
import { storedExpansion } from './stored-expansion.ts';
import { not, or } from './ternary.ts';

/** A value set that can be asked and listed. */
export interface CompiledValueSet {
  readonly resource: ValueSet;
  readonly includes: readonly Include[];
  /** The systems that its codes are of, imports included; `unknown` where an import is not known. */
  readonly systems: ReadonlySet<string> | 'unknown';
  /** The systems of which only a part is here, so that a list of its codes is not all that is meant. */
  readonly partial: readonly string[];
  /** Steps of one test (see Budget). */
  readonly cost: number;
  /** Whether a code is in the value set, abstract or not; `why` takes the reasons where that is unknown. */
  test(system: string, code: string, version?: string, why?: Why[]): Ternary;
  /** All codes. Throws TerminologyError where they cannot be listed. */
  list(budget: Budget): ExpansionNode[];
}

/**
 * ValueSet.compose: what is in one of the includes and in none of the excludes (valueset.html#compositions). Where
 * that cannot be told here, an expansion that the resource brings along answers.
 */
export function compileValueSet(resource: ValueSet, context: IncludeContext): CompiledValueSet {
  const compile = (parts: ValueSetComposeInclude[] | undefined): Include[] =>
    (parts ?? []).map((part) => compileInclude(part, context));
  const composed = new Composition(
    resource,
    compile(resource.compose?.include),
    compile(resource.compose?.exclude),
    context,
  );
  if (composed.cost > MOST_STEPS)
    throw new TerminologyError({
      reason: 'too-costly',
      message: 'the value set has more parts than can be asked',
    });
  const expansion = storedExpansion(resource);
  if (!expansion) return composed;
  const hasCompose = composed.includes.length > 0;
  return {
    resource,
    includes: composed.includes,
    systems: joinSystems([composed.systems, expansion.systems]),
    partial: composed.partial,
    cost: composed.cost + 1,
    test: (system, code, version, why) => {
      const verdict = hasCompose ? composed.test(system, code, version, why) : 'unknown';
      return verdict === 'unknown' ? expansion.test(system, code) : verdict;
    },
    list: (budget) => {
      try {
        if (hasCompose) return composed.list(budget);
      } catch (error) {
        if (!(error instanceof TerminologyError) || error.reason === 'too-costly') throw error;
      }
      return expansion.list(budget);
    },
  };
}

class Composition implements CompiledValueSet {
  readonly resource: ValueSet;
  readonly includes: readonly Include[];
  readonly systems: ReadonlySet<string> | 'unknown';
  readonly partial: readonly string[];
  readonly cost: number;
  readonly #excludes: readonly Include[];
  readonly #context: IncludeContext;
  readonly #activeOnly: boolean;

  constructor(
    resource: ValueSet,
    includes: readonly Include[],
    excludes: readonly Include[],
    context: IncludeContext,
  ) {
    this.resource = resource;
    this.includes = includes;
    this.partial = [...new Set(includes.flatMap(({ partial }) => partial))];
    this.systems = joinSystems(includes.map(({ systems }) => systems));
    this.#excludes = excludes;
    this.#context = context;
    this.#activeOnly = resource.compose?.inactive === false;
    this.cost = [...includes, ...excludes].reduce((sum, { cost }) => sum + cost, 0);
  }

  test(system: string, code: string, version?: string, why?: Why[]): Ternary {
    const included = anyOf(this.includes, system, code, version, why);
    if (included === false || this.#leavesOut(system, code, version)) return false;
    const excluded = anyOf(this.#excludes, system, code, version, why);
    if (excluded === true) return false;
    return included === true ? not(excluded) : included;
  }

  list(budget: Budget): ExpansionNode[] {
    const seen = new Set<string>();
    return this.includes.flatMap((include) =>
      pruneNodes(include.list(budget), (node) => {
        const key = `${node.system}|${node.code}`;
        if (seen.has(key) || (this.#activeOnly && node.inactive)) return false;
        seen.add(key);
        return this.#excludes.length === 0 || !this.#excludesNode(node, budget);
      }),
    );
  }

  #excludesNode({ system, code, version }: ExpansionNode, budget: Budget): boolean {
    budget.spend(this.#excludes.reduce((sum, { cost }) => sum + cost, 0));
    const why: Why[] = [];
    const excluded = anyOf(this.#excludes, system, code, version, why);
    if (excluded !== 'unknown') return excluded;
    throw new TerminologyError(
      why[0] ?? { reason: 'unknown-code-system', message: 'an exclude cannot be answered here' },
    );
  }

  /** ValueSet.compose.inactive = false leaves codes out that are not in use any more. */
  #leavesOut(system: string, code: string, version: string | undefined): boolean {
    return this.#activeOnly && this.#context.codeSystem(system, version)?.find(code)?.inactive === true;
  }
}

function anyOf(
  parts: readonly Include[],
  system: string,
  code: string,
  version: string | undefined,
  why: Why[] | undefined,
): Ternary {
  let result: Ternary = false;
  for (const part of parts) {
    result = or(result, part.test(system, code, version, why));
    if (result === true) return true;
  }
  return result;
}
