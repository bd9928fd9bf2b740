import type { Concept } from '../../code-system/concept.ts';
import type { Ternary } from '../../terminology.ts';

/** One filter of an include, compiled for its code system. */
export interface ConceptFilter {
  test(concept: Concept): Ternary;
  /** Steps of one test (see Budget). */
  cost: number;
  /** Where the filter picks a branch: the concepts with which a list of all that passes begins. */
  roots?(): readonly Concept[];
}
