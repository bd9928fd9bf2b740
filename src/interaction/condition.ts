import type { SearchContext } from '#search/compile-parameter.ts';
import { compileCriteria } from '#search/compile-search.ts';
import { parseSearch } from '#search/parse-search.ts';
import { searchError } from '#search/search-error.ts';
import type { Condition } from '#storage/resource-store.ts';

/**
 * The criteria of a conditional interaction (`identifier=...`, also with a leading `?` or `Type?`) as a
 * condition. Throws 400 for criteria that are empty or not understood: a condition is never taken leniently.
 */
export function compileCondition(type: string, criteria: string, context: SearchContext): Condition {
  const query = criteria.replace(new RegExp(`^(?:${type})?\\?`), '');
  const parameters = parseSearch(query).filter((p) => p.code !== '_format' && p.code !== '_pretty');
  if (!parameters.length)
    throw searchError(
      `the condition on ${type} has no criteria; at least one search parameter was expected`,
      'http.html#ccreate',
    );
  // Sorted, so that the order of the criteria makes no other condition.
  const text = parameters
    .map((p) => `${p.name}=${p.value}`)
    .sort()
    .join('&');
  return { type, where: compileCriteria(type, parameters, context), query: text };
}
