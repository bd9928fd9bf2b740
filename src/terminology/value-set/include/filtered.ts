import type { CodeSystem } from '../../code-system/code-system.ts';
import type { Concept } from '../../code-system/concept.ts';
import type { Ternary } from '../../terminology.ts';
import { TerminologyError, type Why } from '../../terminology-error.ts';
import type { Budget } from '../budget.ts';
import type { ExpansionNode } from '../expansion-node.ts';
import type { ConceptFilter } from '../filter/concept-filter.ts';
import { and } from '../ternary.ts';
import type { SystemPart } from './system-part.ts';

/** Deeper levels are listed at this one, so that no answer is nested without bound. */
const MOST_LEVELS = 30;

/** A whole code system, or what all filters let pass (ValueSet.compose.include.filter). */
export function filtered(codeSystem: CodeSystem, filters: readonly ConceptFilter[]): SystemPart {
  const passes = (concept: Concept): Ternary => {
    let result: Ternary = true;
    for (const filter of filters) result = and(result, filter.test(concept));
    return result;
  };
  const test = (code: string, why?: Why[]): Ternary => {
    const concept = codeSystem.find(code);
    if (!concept && codeSystem.content === 'complete')
      return codeSystem.isPending?.(code) ? 'unknown' : false;
    const result = concept ? passes(concept) : 'unknown';
    if (result === 'unknown') why?.push(onlyPartOf(codeSystem, code));
    return result;
  };
  const cost = 1 + filters.reduce((sum, filter) => sum + filter.cost, 0);
  const roots = () => {
    if (filters.length > 0 && codeSystem.content !== 'complete') throw unanswered(codeSystem);
    return filters.find((filter) => filter.roots)?.roots?.() ?? codeSystem.roots();
  };
  const partial = codeSystem.content !== 'complete';
  return { test, cost, partial, list: (budget) => list(codeSystem, roots(), { passes, cost, budget }) };
}

function onlyPartOf({ url, content }: CodeSystem, code: string): Why {
  const message = `'${code.slice(0, 80)}' could not be checked: only a part of ${url} is here (content=${content})`;
  return { reason: 'partial-code-system', message };
}

const unanswered = ({ url }: CodeSystem): TerminologyError =>
  new TerminologyError({
    reason: 'partial-code-system',
    message: `only a part of ${url} is here, so that a filter of it cannot be answered`,
  });

function list(
  codeSystem: CodeSystem,
  roots: readonly Concept[] | undefined,
  { passes, cost, budget }: { passes: (concept: Concept) => Ternary; cost: number; budget: Budget },
): ExpansionNode[] {
  if (!roots)
    throw new TerminologyError({
      reason: 'too-costly',
      message: `the codes of ${codeSystem.url} are endless or not here, so that they cannot be listed`,
    });
  const seen = new Set<string>();
  const top: ExpansionNode[] = [];
  const stack = [...roots].reverse().map((concept) => ({ concept, into: top, level: 0 }));
  while (stack.length) {
    const { concept, into, level } = stack.pop() as (typeof stack)[number];
    if (seen.has(concept.code)) continue;
    seen.add(concept.code);
    budget.spend(cost);
    const verdict = passes(concept);
    if (verdict === 'unknown') throw unanswered(codeSystem);
    const node = verdict ? nodeOf(concept, codeSystem) : undefined;
    if (node) into.push(node);
    const below = node && level < MOST_LEVELS ? node.contains : into;
    const children = codeSystem.children(concept.code);
    for (let i = children.length - 1; i >= 0; i--)
      stack.push({ concept: children[i] as Concept, into: below, level: level + 1 });
  }
  return top;
}

function nodeOf(concept: Concept, { url, version }: CodeSystem): ExpansionNode {
  const { code, display, designation, inactive, abstract } = concept;
  return { system: url, version, code, display, designation, inactive, abstract, contains: [] };
}
