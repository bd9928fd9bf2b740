import { TerminologyError } from '../terminology-error.ts';
import type { CodeSystem } from './code-system.ts';
import type { Concept } from './concept.ts';

/** How two codes stand to each other (concept-subsumption-outcome). */
export type Subsumption = 'equivalent' | 'subsumes' | 'subsumed-by' | 'not-subsumed';

/** Whether one of two codes of a code system subsumes the other (codesystem-operation-subsumes.html). Throws TerminologyError where that is not known. */
export function subsumes(codeSystem: CodeSystem, a: string, b: string): Subsumption {
  const [first, second] = [findConcept(codeSystem, a).code, findConcept(codeSystem, b).code];
  if (first === second) return 'equivalent';
  const [below, above] = [codeSystem.isA(second, first), codeSystem.isA(first, second)];
  if (below === true) return 'subsumes';
  if (above === true) return 'subsumed-by';
  if (below === false && above === false) return 'not-subsumed';
  throw new TerminologyError({
    reason: 'partial-code-system',
    message: `only a part of ${codeSystem.url} is here, so that it is not known how its codes stand to each other`,
  });
}

/** The concept of a code. Throws TerminologyError where the system has none, or it is not in the part that is here. */
export function findConcept(codeSystem: CodeSystem, code: string): Concept {
  const concept = codeSystem.find(code);
  if (concept) return concept;
  const complete = codeSystem.content === 'complete';
  throw new TerminologyError({
    reason: complete ? 'invalid-code' : 'partial-code-system',
    message: complete
      ? `'${code.slice(0, 120)}' is no code of ${codeSystem.url}`
      : `'${code.slice(0, 120)}' is not in the part of ${codeSystem.url} that is here`,
  });
}
