import { refuse } from '#fhir/operation-outcome.ts';
import { checkCost } from '#search/check-cost.ts';
import type { Include, SearchExpression, SearchQuery } from '#search/search-expression.ts';
import { expressionOf } from '../reach.ts';
import type { Restriction } from '../restriction.ts';
import { ExpressionRestriction } from './restrict-expression.ts';

/**
 * A search as a caller may ask it: its matches, what its criteria lead to, and what it includes are such as the caller
 * may find. Throws 403 where it asks for what is withheld. A search without targets finds nothing.
 */
export function restrictSearch(
  query: SearchQuery,
  restriction: Restriction,
  resourceTypes: ReadonlySet<string>,
): SearchQuery {
  if (query.contained) throw containedRefused();
  const expressions = new ExpressionRestriction(restriction);
  const targets = query.targets.flatMap(({ type, where }) => {
    const found = expressions.found(type, where);
    if (!found) return [];
    checkCost(found);
    return [{ type, where: found }];
  });
  for (const { type } of targets)
    for (const key of query.sort)
      if (key.by === 'parameter') for (const code of key.parameters) expressions.checkParameter(type, code);
  // A reference that is withheld is not there to be followed.
  const includes = query.includes.map((include) => ({
    ...include,
    follows: include.follows.filter(({ parameter }) => !restriction.betrays(include.sourceType, parameter)),
  }));
  if (!includes.length) return { ...query, targets };
  return { ...query, targets, includes, visible: visibleTypes(includes, restriction, resourceTypes) };
}

/** What includes may give, type by type; a type that is not there gives nothing. */
function visibleTypes(
  includes: Include[],
  restriction: Restriction,
  resourceTypes: ReadonlySet<string>,
): Record<string, SearchExpression> {
  const isForward = includes.some(({ reverse }) => !reverse);
  const types = isForward ? resourceTypes : new Set(includes.map(({ sourceType }) => sourceType));
  const visible: Record<string, SearchExpression> = {};
  for (const type of types) {
    const reach = restriction.reach(type, 's');
    if (reach !== 'nothing') visible[type] = expressionOf(reach);
  }
  return visible;
}

const containedRefused = (): Error =>
  refuse(403, 'forbidden', 'the token permits no search among contained resources (_contained)', {
    source: 'search.html#contained',
  });
