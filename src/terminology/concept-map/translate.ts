import type { ConceptMap, ConceptMapGroup } from '@medplum/fhirtypes';
import { canonicalOf } from '../canonical.ts';
import type { Coding } from '../terminology.ts';
import { type Dependency, missingDependencies } from './dependencies.ts';
import { invert } from './equivalence.ts';

/** One translation that a concept map gives. */
export interface Match {
  equivalence: string;
  /** Absent where the map says that there is none. */
  concept?: Coding;
  product: { element: string; concept: Coding }[];
  /** The concept map. */
  source: string;
}

/** What a translation is asked with. */
export interface TranslateOptions {
  reverse?: boolean;
  /** The system that the translation must be of. */
  targetSystem?: string;
  dependencies?: readonly Dependency[];
}

/** What is found in one map: the matches, and what would have to be known for further ones. */
export interface Translation {
  matches: Match[];
  /** The elements that a mapping depends on and that were not given, or given otherwise. */
  missing: string[];
}

interface Context extends TranslateOptions {
  /** The concept map of a canonical, for unmapped.url. */
  conceptMap: (url: string) => ConceptMap | undefined;
}

/** How many maps lead on to each other by unmapped.url. */
const MOST_MAPS = 5;

/** What a concept map says of a coding (conceptmap-operation-translate.html). */
export function translate(coding: Coding, map: ConceptMap, context: Context, depth = 0): Translation {
  const all: Translation = { matches: [], missing: [] };
  for (const group of map.group ?? []) {
    const [from, to] = context.reverse ? [group.target, group.source] : [group.source, group.target];
    if (from !== undefined && from !== coding.system) continue;
    if (context.targetSystem !== undefined && to !== context.targetSystem) continue;
    const source = canonicalOf(map.url ?? '', map.version);
    const found = context.reverse
      ? backwards(coding, group, source, context)
      : forwards(coding, group, source, context);
    const known = found.matches.length > 0 || found.missing.length > 0;
    const { matches, missing } =
      known || context.reverse ? found : unmapped(coding, group, source, context, depth);
    all.matches.push(...matches);
    all.missing.push(...missing);
  }
  return all;
}

function forwards(coding: Coding, group: ConceptMapGroup, source: string, context: Context): Translation {
  const found: Translation = { matches: [], missing: [] };
  const elements = (group.element ?? []).filter(({ code }) => code === coding.code);
  for (const target of elements.flatMap((element) => element.target ?? [])) {
    const missing = missingDependencies(target.dependsOn, context.dependencies ?? []);
    found.missing.push(...missing);
    if (missing.length) continue;
    const concept = codingOf(group.target, group.targetVersion, target.code, target.display);
    found.matches.push({
      equivalence: target.equivalence ?? 'equivalent',
      ...(concept ? { concept } : {}),
      product: (target.product ?? []).map(({ property, system, value, display }) => ({
        element: property ?? '',
        concept: { system, code: value, display },
      })),
      source,
    });
  }
  return found;
}

function backwards(coding: Coding, group: ConceptMapGroup, source: string, context: Context): Translation {
  const found: Translation = { matches: [], missing: [] };
  for (const { code, display, target = [] } of group.element ?? []) {
    for (const { code: mapped, equivalence = 'equivalent', dependsOn } of target) {
      if (mapped !== coding.code) continue;
      const missing = missingDependencies(dependsOn, context.dependencies ?? []);
      found.missing.push(...missing);
      const concept = codingOf(group.source, group.sourceVersion, code, display);
      if (!missing.length && concept)
        found.matches.push({ equivalence: invert(equivalence), concept, product: [], source });
    }
  }
  return found;
}

/** ConceptMap.group.unmapped: what holds for a code that the group does not name. */
function unmapped(
  coding: Coding,
  group: ConceptMapGroup,
  source: string,
  context: Context,
  depth: number,
): Translation {
  const { mode, code, display, url } = group.unmapped ?? {};
  const match = (equivalence: string, concept: Coding | undefined): Translation => ({
    matches: concept ? [{ equivalence, concept, product: [], source }] : [],
    missing: [],
  });
  if (mode === 'provided')
    return match('equal', codingOf(group.target, group.targetVersion, coding.code, coding.display));
  if (mode === 'fixed') return match('inexact', codingOf(group.target, group.targetVersion, code, display));
  const other = mode === 'other-map' && url && depth < MOST_MAPS ? context.conceptMap(url) : undefined;
  return other ? translate(coding, other, context, depth + 1) : { matches: [], missing: [] };
}

function codingOf(
  system: string | undefined,
  version: string | undefined,
  code: string | undefined,
  display: string | undefined,
): Coding | undefined {
  if (code === undefined) return undefined;
  return {
    ...(system ? { system } : {}),
    ...(version ? { version } : {}),
    code,
    ...(display ? { display } : {}),
  };
}
