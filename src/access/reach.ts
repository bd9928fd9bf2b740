import type { SearchExpression } from '#search/search-expression.ts';

/**
 * Which resources of one type somebody reaches: each, none, or those that meet an expression. There is no value that
 * stands for "not decided": whoever has no answer says `nothing`.
 */
export type Reach = 'everything' | 'nothing' | SearchExpression;

/** What is reached by any of several ways; by none, nothing. */
export function anyReach(ways: readonly Reach[]): Reach {
  if (ways.includes('everything')) return 'everything';
  const some = [...new Set(ways)].filter((way): way is SearchExpression => typeof way === 'object');
  const [only] = some;
  if (!only) return 'nothing';
  return some.length === 1 ? only : { op: 'any', of: some };
}

/** What is reached where all of several conditions hold. */
export function everyReach(conditions: readonly Reach[]): Reach {
  if (conditions.includes('nothing')) return 'nothing';
  const some = conditions.filter((one): one is SearchExpression => typeof one === 'object');
  const [only] = some;
  if (!only) return 'everything';
  return some.length === 1 ? only : { op: 'all', of: some };
}

/** A reach as an expression, which a store can be asked for. */
export function expressionOf(reach: Reach): SearchExpression {
  if (reach === 'everything') return { op: 'all', of: [] };
  return reach === 'nothing' ? { op: 'any', of: [] } : reach;
}
