import type { SearchExpression } from '#search/search-expression.ts';
import { compileTime } from './compile-interval.ts';
import { joined, type Sql, sql } from './sql.ts';

type LastUpdated = Extract<SearchExpression, { op: 'last-updated' }>;

export const isLastUpdated = (expression: SearchExpression): expression is LastUpdated =>
  expression.op === 'last-updated';

/** When a row was stored, as a span of a millisecond. */
export function lastUpdatedFilter({ prefix, span }: LastUpdated, row: string): Sql {
  const columns = { low: `${row}.last_updated`, high: `(${row}.last_updated + 1)` };
  return compileTime(prefix, span, Date.now(), columns);
}

/** What keeps the index from being read from its beginning, where the end of the span is compared. */
function lowerBound({ prefix, span }: LastUpdated): Sql[] {
  if (prefix !== 'gt' && prefix !== 'ge') return [];
  return [sql('u.last_updated >= ?', (prefix === 'gt' ? span.high : span.low) - 1)];
}

/** The resources of a type that were stored within all of some spans, as a set; undefined where one has no bound. */
export function lastUpdatedSet(type: string, criteria: LastUpdated[]): Sql | undefined {
  if (criteria.every(({ prefix }) => prefix === 'ne' || prefix === 'ap')) return undefined;
  const within = joined(
    criteria.flatMap((each) => [...lowerBound(each), lastUpdatedFilter(each, 'u')]),
    ' AND ',
  );
  return {
    text: `SELECT u.rid AS rid FROM resource u INDEXED BY resource_by_time WHERE u.type = ? AND u.text IS NOT NULL AND ${within.text}`,
    values: [type, ...within.values],
  };
}
