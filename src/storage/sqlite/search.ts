import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchQuery } from '#search/search-expression.ts';
import type { SearchEntry, SearchPage } from '#search/search-page.ts';
import { includeResources } from './include.ts';
import type { Names } from './names.ts';
import { planSearch } from './plan.ts';
import { afterPlace, orderBy, sortColumns } from './sort.ts';
import type { Statements } from './statements.ts';

/** A row of a search: the resource and the values of the sort keys as s0, s1, ... */
export interface FoundRow {
  rid: number;
  type: string;
  id: string;
  text: string;
  [sortValue: string]: string | number | null;
}

/** Runs a search on one connection (search.html); the whole answer comes from one state of the database. */
export function search(query: SearchQuery, names: Names, statements: Statements): SearchPage {
  const plan = planSearch(query.type, query.where, names, statements);
  const count = () =>
    (statements.get(`SELECT count(*) AS n ${plan.from.text}`).get(...plan.from.values) as { n: number }).n;
  if (query.count === 0) return { entries: [], total: count() };

  const rows = findPage(query, plan.from, names, statements);
  const more = rows.length > query.count;
  const matches = more ? rows.slice(0, query.count) : rows;
  const included = includeResources(query, matches, names, statements);
  if (included.length > query.includeLimit) {
    throw refuse(
      400,
      'too-costly',
      `_include and _revinclude add more than ${query.includeLimit} resources to this page; ask for fewer matches with _count`,
      {
        source: 'search.html#include',
      },
    );
  }
  const last = matches.at(-1);
  const total = query.total ? count() : !more && !query.after ? matches.length : undefined;
  return {
    entries: [...matches.map(entry('match')), ...included.map(entry('include'))],
    ...(total === undefined ? {} : { total }),
    ...(more && last
      ? { next: { order: last.rid, sort: query.sort.map((_, i) => last[`s${i}`] ?? null) } }
      : {}),
  };
}

function entry(mode: SearchEntry['mode']) {
  return ({ type, id, text }: FoundRow): SearchEntry => ({ type, id, text, mode });
}

/** One row more than a page, so that it is known whether another page follows. */
function findPage(
  query: SearchQuery,
  from: { text: string; values: (string | number)[] },
  names: Names,
  statements: Statements,
): FoundRow[] {
  const columns = sortColumns(query.type, query.sort, names);
  const after = afterPlace(query.sort, query.after);
  // Only numbers and sort values are sorted and counted off; texts are read for the page alone.
  const keys = query.sort.map((_, i) => `, s${i}`).join('');
  const inner = `SELECT r.rid AS rid${columns.text} ${from.text}`;
  const page = `SELECT rid${keys} FROM (${inner}) WHERE ${after.text} ORDER BY ${orderBy(query.sort)} LIMIT ${query.count + 1}`;
  const text = `SELECT p.rid AS rid${keys}, o.type AS type, o.id AS id, o.text AS text
    FROM (${page}) p CROSS JOIN resource o ON o.rid = p.rid ORDER BY ${orderBy(query.sort)}`;
  return statements
    .get(text)
    .all(...columns.values, ...from.values, ...after.values) as unknown as FoundRow[];
}
