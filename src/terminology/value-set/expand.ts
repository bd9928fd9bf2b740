import type { ValueSet, ValueSetExpansionContains, ValueSetExpansionParameter } from '@medplum/fhirtypes';
import { canonicalOf, parseCanonical } from '../canonical.ts';
import { displayIn, parseLanguages } from '../code-system/display.ts';
import { TerminologyError } from '../terminology-error.ts';
import { Budget } from './budget.ts';
import type { CompiledValueSet } from './compiled-value-set.ts';
import { wantedDesignations } from './designations.ts';
import { type ExpansionNode, flatNodes, pruneNodes } from './expansion-node.ts';
import { type SystemVersions, versionParameters } from './system-versions.ts';
import { textFilter } from './text-filter.ts';

/** What an expansion is to be like (valueset-operation-expand.html). */
export interface ExpandOptions {
  /** Words that each begin a word of the display, a designation or the code. */
  filter?: string;
  /** A part of a flat list: where it begins, and how many codes; a count of 0 asks for the total alone. */
  offset?: number;
  count?: number;
  includeDesignations?: boolean;
  /** Tokens `system|code` of a use or a language: only such designations. */
  designation?: readonly string[];
  includeDefinition?: boolean;
  activeOnly?: boolean;
  excludeNested?: boolean;
  /** Leaves out the codes that are for grouping only. */
  excludeNotForUI?: boolean;
  /** As an Accept-Language header has it. */
  displayLanguage?: string;
  /** Systems, or versions of them, whose codes are left out. */
  excludeSystem?: readonly string[];
  versions?: SystemVersions;
}

/** More codes than these are answered in pages only. */
const MOST_CODES = 10_000;

const UNCLOSED = 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed';

/**
 * The expansion of a value set. Nested as its code systems are, or flat where a part of it is asked for. Throws
 * TerminologyError where it cannot be listed, or is too large to be answered at once.
 */
export function expand(
  valueSet: CompiledValueSet,
  options: ExpandOptions,
  of: { now: Date; identifier: string },
): ValueSet {
  const budget = new Budget();
  const nodes = pruneNodes(valueSet.list(budget), keeps(options, budget));
  const flat = [...flatNodes(nodes)];
  const { offset = 0, count } = options;
  const paged = count !== undefined || offset > 0;
  if (!paged || count === undefined) checkSize(flat.length - offset);
  const chosen = paged || options.excludeNested ? page(flat, offset, count) : nodes;
  const { resource, partial } = valueSet;
  const languages = parseLanguages(options.displayLanguage);
  const { expansion: _, compose, ...definition } = resource;
  return {
    ...definition,
    ...(options.includeDefinition && compose ? { compose } : {}),
    expansion: {
      ...(partial.length ? { extension: [{ url: UNCLOSED, valueBoolean: true }] } : {}),
      identifier: of.identifier,
      timestamp: of.now.toISOString(),
      total: flat.length,
      ...(paged ? { offset } : {}),
      parameter: parametersOf(options, flat, valueSet),
      ...(chosen.length ? { contains: chosen.map((node) => containsOf(node, languages, options)) } : {}),
    },
  };
}

function checkSize(codes: number): void {
  if (codes <= MOST_CODES) return;
  throw new TerminologyError({
    reason: 'too-costly',
    message: `the expansion has ${codes} codes, and at most ${MOST_CODES} are answered at once; ask for parts of it with offset and count`,
  });
}

const page = (flat: readonly ExpansionNode[], offset: number, count: number | undefined): ExpansionNode[] =>
  flat
    .slice(offset, count === undefined ? undefined : offset + count)
    .map((node) => ({ ...node, contains: [] }));

function keeps(options: ExpandOptions, budget: Budget): (node: ExpansionNode) => boolean {
  const matches = options.filter ? textFilter(options.filter) : undefined;
  const excluded = (options.excludeSystem ?? []).map(parseCanonical);
  return (node) => {
    if (options.activeOnly && node.inactive) return false;
    if (options.excludeNotForUI && node.abstract) return false;
    if (excluded.some((e) => e.url === node.system && (!e.version || e.version === node.version)))
      return false;
    if (!matches) return true;
    budget.spend(2 + node.designation.length);
    return matches(node);
  };
}

function containsOf(
  node: ExpansionNode,
  languages: readonly string[],
  options: ExpandOptions,
): ValueSetExpansionContains {
  const display = displayIn(languages, node);
  const designation = wantedDesignations(node.designation, options);
  return {
    system: node.system,
    ...(node.abstract ? { abstract: true } : {}),
    ...(node.inactive ? { inactive: true } : {}),
    code: node.code,
    ...(display === undefined ? {} : { display }),
    ...(designation.length ? { designation } : {}),
    ...(node.contains.length
      ? { contains: node.contains.map((below) => containsOf(below, languages, options)) }
      : {}),
  };
}

/** All that affects the content of the expansion is recorded in it, the versions of the code systems included. */
function parametersOf(
  options: ExpandOptions,
  flat: readonly ExpansionNode[],
  { partial }: CompiledValueSet,
): ValueSetExpansionParameter[] {
  const { filter, offset, count, displayLanguage } = options;
  const flags = ['includeDesignations', 'activeOnly', 'excludeNested', 'excludeNotForUI'] as const;
  const systems = new Set(flat.map(({ system, version }) => canonicalOf(system, version)));
  return [
    ...(filter === undefined ? [] : [{ name: 'filter', valueString: filter }]),
    ...(offset === undefined ? [] : [{ name: 'offset', valueInteger: offset }]),
    ...(count === undefined ? [] : [{ name: 'count', valueInteger: count }]),
    ...flags.flatMap((name) => (options[name] === undefined ? [] : [{ name, valueBoolean: options[name] }])),
    ...(options.designation ?? []).map((value) => ({ name: 'designation', valueString: value })),
    ...(displayLanguage === undefined ? [] : [{ name: 'displayLanguage', valueCode: displayLanguage }]),
    ...(options.excludeSystem ?? []).map((value) => ({ name: 'exclude-system', valueUri: value })),
    ...versionParameters(options.versions),
    ...[...systems]
      .filter((system) => system.includes('|'))
      .map((valueUri) => ({ name: 'version', valueUri })),
    ...partial.map((system) => ({
      name: 'warning',
      valueString: `only a part of ${system} is here; more of its codes may be in the value set`,
    })),
  ];
}
