import type { ValueSetComposeInclude } from '@medplum/fhirtypes';
import { parseCanonical } from '../../canonical.ts';
import type { CodeSystem } from '../../code-system/code-system.ts';
import type { Ternary } from '../../terminology.ts';
import { broken, TerminologyError, type Why } from '../../terminology-error.ts';
import type { Budget } from '../budget.ts';
import type { CompiledValueSet } from '../compiled-value-set.ts';
import { type ExpansionNode, pruneNodes } from '../expansion-node.ts';
import { compileFilter } from '../filter/compile-filter.ts';
import { and } from '../ternary.ts';
import { conceptList } from './concept-list.ts';
import { filtered } from './filtered.ts';
import type { SystemPart } from './system-part.ts';

/** What an include refers to. */
export interface IncludeContext {
  codeSystem(url: string, version: string | undefined): CodeSystem | undefined;
  valueSet(canonical: string): CompiledValueSet;
  /** The version of a system to use where an include names `version` or none. */
  versionFor(system: string, version: string | undefined): string | undefined;
  /** What compiling may cost. */
  budget: Budget;
}

/** Steps of compiling an include. */
const COST = 10;

/** One include or exclude of a value set. */
export interface Include {
  /** The system that it names; undefined where it only imports value sets. */
  system: string | undefined;
  /** The version of that system that was used. */
  version: string | undefined;
  /** The systems that its codes are of; `unknown` where an import is not known. */
  systems: ReadonlySet<string> | 'unknown';
  /** The systems of which only a part is here, so that a list of its codes is not all that is meant. */
  partial: readonly string[];
  /** Steps of one test (see Budget). */
  cost: number;
  test(system: string, code: string, version: string | undefined, why?: Why[]): Ternary;
  list(budget: Budget): ExpansionNode[];
}

/** ValueSet.compose.include or exclude: the codes of the system that are in all of the value sets (valueset.html#compositions). */
export function compileInclude(include: ValueSetComposeInclude, context: IncludeContext): Include {
  context.budget.spend(COST + (include.concept?.length ?? 0));
  const imports = (include.valueSet ?? []).map((canonical) => context.valueSet(canonical));
  if (include.system === undefined) return onlyImports(imports);
  // Some of R4's value sets write the version of a system behind a bar, as canonicals have it.
  const { url: system, version: behindBar } = parseCanonical(include.system);
  const version = context.versionFor(system, include.version ?? behindBar);
  const { version: _, ...unpinned } = include;
  const pinned = { ...unpinned, system, ...(version ? { version } : {}) };
  const codeSystem = context.codeSystem(system, version);
  const part = compileSystem(pinned, codeSystem, context);
  const own = codeSystem?.version ?? version;
  const partOf = versions(system, part, own, (asked) =>
    version ? undefined : compileOther(pinned, asked, context),
  );
  return {
    system,
    version: own,
    systems: new Set([system]),
    partial: part.partial ? [system] : [],
    cost: part.cost + costOf(imports),
    test: (asked, code, askedVersion, why) => {
      if (asked !== system) return false;
      let result = partOf(askedVersion).test(code, why);
      for (const valueSet of imports) result = and(result, valueSet.test(asked, code, askedVersion, why));
      return result;
    },
    list: (budget) => imports.reduce((nodes, each) => within(nodes, each, budget), part.list(budget)),
  };
}

/** The include with another version of its code system; undefined where that version is not here. */
function compileOther(
  include: ValueSetComposeInclude,
  version: string,
  context: IncludeContext,
): SystemPart | undefined {
  const codeSystem = context.codeSystem(include.system ?? '', version);
  return codeSystem && compileSystem({ ...include, version }, codeSystem, context);
}

/** What an include says of a code whose Coding names a version: that version decides, where it is known here. */
function versions(
  system: string,
  part: SystemPart,
  own: string | undefined,
  compile: (version: string) => SystemPart | undefined,
): (version: string | undefined) => SystemPart {
  const others = new Map<string, SystemPart>();
  return (version) => {
    if (version === undefined || own === undefined || version === own) return part;
    const known = others.get(version);
    if (known) return known;
    const other = compile(version) ?? unknownSystem(system, version);
    if (others.size < 10) others.set(version, other);
    return other;
  };
}

function compileSystem(
  include: ValueSetComposeInclude,
  codeSystem: CodeSystem | undefined,
  { budget }: IncludeContext,
): SystemPart {
  if (include.concept?.length) return conceptList(include, codeSystem);
  if (!codeSystem) return unknownSystem(include.system ?? '', include.version);
  return filtered(
    codeSystem,
    (include.filter ?? []).map((filter) => compileFilter(filter, codeSystem, budget)),
  );
}

function unknownSystem(system: string, version: string | undefined): SystemPart {
  const message = `the code system ${system}${version ? ` in version ${version.slice(0, 80)}` : ''} is not known here`;
  const why: Why = { reason: 'unknown-code-system', message };
  return {
    cost: 1,
    partial: true,
    test: (_code, reasons) => {
      reasons?.push(why);
      return 'unknown';
    },
    list: () => {
      throw new TerminologyError(why);
    },
  };
}

function onlyImports(imports: readonly CompiledValueSet[]): Include {
  const [first, ...others] = imports;
  if (!first) throw broken('an include has neither a system nor a value set (vsd-1)');
  return {
    system: undefined,
    version: undefined,
    systems: joinSystems(imports.map(({ systems }) => systems)),
    partial: imports.flatMap(({ partial }) => partial),
    cost: costOf(imports),
    test: (system, code, version, why) => {
      let result: Ternary = true;
      for (const valueSet of imports) result = and(result, valueSet.test(system, code, version, why));
      return result;
    },
    list: (budget) => others.reduce((nodes, each) => within(nodes, each, budget), first.list(budget)),
  };
}

/** All systems of several parts. */
export function joinSystems(parts: readonly (ReadonlySet<string> | 'unknown')[]): Set<string> | 'unknown' {
  const all = new Set<string>();
  for (const part of parts) {
    if (part === 'unknown') return 'unknown';
    for (const system of part) all.add(system);
  }
  return all;
}

const costOf = (valueSets: readonly CompiledValueSet[]): number =>
  valueSets.reduce((sum, { cost }) => sum + cost, 0);

/** What of a list is in a value set as well. */
function within(nodes: ExpansionNode[], valueSet: CompiledValueSet, budget: Budget): ExpansionNode[] {
  return pruneNodes(nodes, ({ system, code, version }) => {
    budget.spend(valueSet.cost);
    const why: Why[] = [];
    const verdict = valueSet.test(system, code, version, why);
    if (verdict === 'unknown')
      throw new TerminologyError(
        why[0] ?? { reason: 'unknown-code-system', message: 'an import is not known' },
      );
    return verdict;
  });
}
