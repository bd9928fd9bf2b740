import type { SearchContext } from '#search/compile-parameter.ts';
import type { SearchExpression, SearchTarget } from '#search/search-expression.ts';
import { criterion, escaped } from '../criterion.ts';

/** Canonicals asked for in one search; each is a term of it. */
export const CANONICALS_AT_ONCE = 100;

/** The searches for the resources of these canonicals, of every type that has a url (references.html#canonical). */
export function findDefinitions(canonicals: string[], context: SearchContext): SearchTarget[] {
  const { parameters, resourceTypes } = context;
  const types = [...resourceTypes].filter((type) => parameters.find(type, 'url')?.type === 'uri');
  return types.sort().map((type) => ({
    type,
    where: { op: 'any', of: canonicals.map((canonical) => isDefinedAs(canonical, type, context)) },
  }));
}

function isDefinedAs(canonical: string, type: string, context: SearchContext): SearchExpression {
  const [whole = ''] = canonical.split('#');
  const bar = whole.lastIndexOf('|');
  const url = criterion(type, 'url', escaped(bar < 0 ? whole : whole.slice(0, bar)), context);
  const version = bar < 0 ? '' : whole.slice(bar + 1);
  if (!version || !context.parameters.find(type, 'version')) return url;
  return { op: 'all', of: [url, criterion(type, 'version', escaped(version), context)] };
}
