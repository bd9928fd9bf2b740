import type { PagePlace, SearchQuery } from '#search/search-expression.ts';
import { includedTooMuch, type SearchEntry, type SearchPage } from '#search/search-page.ts';
import { type FoundRow, findPage, type PlannedTarget, planTargets } from './find-page.ts';
import { includeResources } from './include.ts';
import type { Names } from './names.ts';
import { countSql } from './plan.ts';
import { searchContained } from './search-contained.ts';
import { placeOfRow } from './sort.ts';
import type { Statements } from './statements.ts';
import type { TimeLimit } from './time-limit.ts';

/** Runs a search on one connection (search.html); the whole answer comes from one state of the database. */
export function search(
  query: SearchQuery,
  names: Names,
  statements: Statements,
  timeLimit: TimeLimit,
): SearchPage {
  if (query.contained)
    return searchContained({ ...query, contained: query.contained }, { names, statements, timeLimit });
  const targets = planTargets(query, names, statements);
  if (query.count === 0) return { entries: [], total: countAll(targets, query.asOf, statements) };

  const { rows: matches, more } = findPage(query, targets, { names, statements, timeLimit });
  const included = includeResources(query, matches, names, statements, timeLimit);
  if (included.length > query.includeLimit) throw includedTooMuch(query.includeLimit);
  const backwards = query.before !== undefined;
  const isWhole = !more && !query.after && !backwards;
  const total = query.total
    ? countAll(targets, query.asOf, statements)
    : isWhole
      ? matches.length
      : undefined;
  const place = (row: FoundRow | undefined): PagePlace | undefined => row && placeOfRow(row, query.sort);
  const next = more || backwards ? place(matches.at(-1)) : undefined;
  const previous = (backwards ? more : query.after !== undefined) ? place(matches[0]) : undefined;
  return {
    entries: [...matches.map(entry('match')), ...included.map(entry('include'))],
    ...(total === undefined ? {} : { total }),
    places: matches.map((row) => place(row) as PagePlace),
    ...(next ? { next, state: stateOf(statements) } : {}),
    ...(previous ? { previous } : {}),
  };
}

/** The last place in commit order. */
function stateOf(statements: Statements): number {
  const text = `SELECT max(sequence) AS state FROM (
    SELECT max(sequence) AS sequence FROM resource UNION ALL SELECT max(sequence) FROM old_version)`;
  return (statements.get(text).get() as { state: number | null }).state ?? 0;
}

function countAll(targets: PlannedTarget[], asOf: number | undefined, statements: Statements): number {
  return targets.reduce((sum, target) => {
    const { text, values } = countSql(target, target.plan, asOf);
    return sum + (statements.get(text).get(...values) as { n: number }).n;
  }, 0);
}

function entry(mode: SearchEntry['mode']) {
  return ({ type, id, text }: FoundRow): SearchEntry => ({ type, id, text, mode });
}
