import type { CodeSystem } from './code-system/code-system.ts';
import type { CodeSystems } from './code-system/code-systems.ts';
import type { Concept } from './code-system/concept.ts';
import type { JoinedContent } from './content/joined-content.ts';
import type { SystemCodes } from './terminology.ts';

/** A search with more codes than these would be refused anyway. */
const MOST_CODES = 20_000;

/** Down to what a code subsumes, or up to what subsumes it. */
export type Direction = 'descendants' | 'ancestors';

/** A code and all below or above it; `unknown` where the system or its hierarchy is not known here. */
export function related(
  direction: Direction,
  codeSystem: CodeSystem | undefined,
  code: string,
): SystemCodes | 'unknown' {
  const concept = codeSystem?.find(code);
  if (!codeSystem || (!concept && codeSystem.content !== 'complete')) return 'unknown';
  const codes = new Set<string>();
  const open: Concept[] = concept ? [concept] : [];
  while (open.length && codes.size <= MOST_CODES) {
    const next = open.pop() as Concept;
    if (codes.has(next.code)) continue;
    codes.add(next.code);
    const down = direction === 'descendants';
    const nextLevel = down ? codeSystem.children(next.code) : codeSystem.parents(next.code);
    // A part of another whole stands below it, and is no kind of it.
    const isKind = ({ code: other }: Concept) =>
      (down ? codeSystem.isA(other, next.code) : codeSystem.isA(next.code, other)) === true;
    open.push(...nextLevel.filter(isKind));
  }
  if (codeSystem.content !== 'complete' && codes.size <= 1) return 'unknown';
  return { system: codeSystem.url, codes };
}

/** As related(), in every code system that has a hierarchy and the code. */
export function relatedAnywhere(
  direction: Direction,
  code: string,
  { content, codeSystems }: { content: JoinedContent; codeSystems: CodeSystems },
): SystemCodes[] {
  const entries = content
    .all('CodeSystem')
    .filter((entry) => entry.hierarchy && content.mayHave(entry, code));
  const urls = new Set(entries.map(({ url }) => url));
  return [...urls].flatMap((url) => {
    const codeSystem = codeSystems.find(url);
    const found = codeSystem?.find(code) ? related(direction, codeSystem, code) : 'unknown';
    return found === 'unknown' ? [] : [found];
  });
}
