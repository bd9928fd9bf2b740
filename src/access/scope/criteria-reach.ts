import { FhirError } from '#fhir/operation-outcome.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { compileCriteria } from '#search/compile-search.ts';
import { parseParameter } from '#search/parse-search.ts';
import type { Reach } from '../reach.ts';
import type { ScopeCriterion } from './scope.ts';

/**
 * Criteria of a scope or a rule, as a search of the type understands them; all have to hold. Criteria that the search
 * does not understand are met by nothing.
 */
export function criteriaReach(
  type: string,
  criteria: readonly ScopeCriterion[],
  context: SearchContext,
): Reach {
  if (!criteria.length) return 'everything';
  try {
    return compileCriteria(
      type,
      criteria.map(({ name, value }) => parseParameter(name, value)),
      context,
    );
  } catch (error) {
    if (error instanceof FhirError) return 'nothing';
    throw error;
  }
}
