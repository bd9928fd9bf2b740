import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchQuery } from '#search/search-expression.ts';
import type { SearchEntry, SearchPage } from '#search/search-page.ts';
import { includeResources } from './include.ts';
import type { Names } from './names.ts';
import { planSearch } from './plan.ts';
import { afterPlace, orderBy, sortColumns } from './sort.ts';
import type { Statements } from './statements.ts';
import type { TimeLimit } from './time-limit.ts';

/** A row of a search: the resource and the values of the sort keys as s0, s1, ... */
export interface FoundRow {
  rid: number;
  type: string;
  id: string;
  text: string;
  [sortValue: string]: string | number | null;
}

/** Runs a search on one connection (search.html); the whole answer comes from one state of the database. */
export function search(
  query: SearchQuery,
  names: Names,
  statements: Statements,
  timeLimit: TimeLimit,
): SearchPage {
  const plan = planSearch(query.type, query.where, names, statements);
  const count = () =>
    (statements.get(`SELECT count(*) AS n ${plan.from.text}`).get(...plan.from.values) as { n: number }).n;
  if (query.count === 0) return { entries: [], total: count() };

  const { rows: matches, more } = findPage(query, plan.from, names, statements);
  const included = includeResources(query, matches, names, statements, timeLimit);
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

/** Characters of one page: a page of very large resources ends early, and another follows. */
const PAGE_SIZE = 32 * 1024 * 1024;

/** The rows of a page, and whether another page follows: one row more than the page is looked for. */
function findPage(
  query: SearchQuery,
  from: { text: string; values: (string | number)[] },
  names: Names,
  statements: Statements,
): { rows: FoundRow[]; more: boolean } {
  const columns = sortColumns(query.type, query.sort, names);
  const after = afterPlace(query.sort, query.after);
  // Only numbers and sort values are sorted and counted off; texts are read for the page alone.
  const keys = query.sort.map((_, i) => `, s${i}`).join('');
  const inner = `SELECT r.rid AS rid${columns.text} ${from.text}`;
  const page = `SELECT rid${keys} FROM (${inner}) WHERE ${after.text} ORDER BY ${orderBy(query.sort)} LIMIT ${query.count + 1}`;
  const text = `SELECT p.rid AS rid${keys}, o.type AS type, o.id AS id, o.text AS text
    FROM (${page}) p CROSS JOIN resource o ON o.rid = p.rid ORDER BY ${orderBy(query.sort)}`;
  const rows: FoundRow[] = [];
  let size = 0;
  for (const found of statements.get(text).iterate(...columns.values, ...from.values, ...after.values)) {
    if (rows.length === query.count || size > PAGE_SIZE) return { rows, more: true };
    const row = found as unknown as FoundRow;
    rows.push(row);
    size += row.text.length;
  }
  return { rows, more: false };
}
