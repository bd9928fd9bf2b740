import { containedText } from '#search/contained-text.ts';
import type { ContainedQuery, PagePlace, SearchQuery } from '#search/search-expression.ts';
import { includedTooMuch, type SearchEntry, type SearchPage } from '#search/search-page.ts';
import { SearchCompiler } from './compile-search.ts';
import type { Connection, FoundRow } from './find-page.ts';
import { includeResources } from './include.ts';
import { filled, type Sql, sql } from './sql.ts';

/** A search that looks among contained resources. */
export type ContainedSearch = SearchQuery & { contained: ContainedQuery };

/** A match: the resource, or the one that contains it with the id of what matched (`#med`). */
type Match = FoundRow & { fragment: string };

/** Characters of one page. */
const PAGE_SIZE = 32 * 1024 * 1024;

/**
 * Runs a search among contained resources (search.html#contained): those of the type, or also all of them, are passed
 * one after the other, which are few.
 */
export function searchContained(query: ContainedSearch, connection: Connection): SearchPage {
  const places = placesOf(query, connection);
  if (query.count === 0) return { entries: [], total: countAll(places, connection) };
  const { matches, more } = findMatches(query, places, connection);
  const { names, statements, timeLimit } = connection;
  const included = includeResources(query, matches, names, statements, timeLimit);
  if (included.length > query.includeLimit) throw includedTooMuch(query.includeLimit);
  const backwards = query.before !== undefined;
  const isWhole = !more && !query.after && !backwards;
  const total = query.total ? countAll(places, connection) : isWhole ? matches.length : undefined;
  const place = (row: Match | undefined): PagePlace | undefined =>
    row && { order: row.rid, sort: query.contained.give === 'contained' ? [row.fragment] : [] };
  const next = more || backwards ? place(matches.at(-1)) : undefined;
  const previous = (backwards ? more : query.after !== undefined) ? place(matches[0]) : undefined;
  return {
    entries: [...matches.map(matchEntry), ...included.map(includeEntry)],
    ...(total === undefined ? {} : { total }),
    ...(next ? { next } : {}),
    ...(previous ? { previous } : {}),
  };
}

/** The number of each match's resource, and the id of what is contained in it if that is the match. */
function placesOf({ targets, contained }: ContainedSearch, { names, statements }: Connection): Sql {
  const compiler = new SearchCompiler(names, statements);
  const fragment = contained.give === 'contained' ? 'c.id' : "''";
  const parts = targets.flatMap(({ type, where }) => {
    const criteria = where.op === 'all' ? where.of : [where];
    const within = filled(
      `SELECT c.parent AS rid, ${fragment} AS fragment FROM contained c WHERE within_time() AND c.type = {} AND {}`,
      sql('?', type),
      compiler.filters(type, criteria, 'c'),
    );
    if (!contained.both) return [within];
    const own = filled(
      "SELECT r.rid AS rid, '' AS fragment FROM resource r WHERE within_time() AND r.type = {} AND r.text IS NOT NULL AND {}",
      sql('?', type),
      compiler.filters(type, criteria, 'r'),
    );
    return [within, own];
  });
  return {
    text: `SELECT DISTINCT rid, fragment FROM (${parts.map(({ text }) => text).join(' UNION ALL ')})`,
    values: parts.flatMap(({ values }) => values),
  };
}

function findMatches(
  { after, before, count }: ContainedSearch,
  places: Sql,
  { statements }: Connection,
): { matches: Match[]; more: boolean } {
  const place = before ?? after;
  const [sign, direction] = before ? ['<', 'DESC'] : ['>', 'ASC'];
  const beyond = place
    ? sql(`WHERE (rid, fragment) ${sign} (?, ?)`, place.order, String(place.sort[0] ?? ''))
    : sql('');
  const { text, values } = filled(
    `SELECT p.rid AS rid, p.fragment AS fragment, o.type AS type, o.id AS id, o.text AS text
      FROM (SELECT rid, fragment FROM ({}) {} ORDER BY rid ${direction}, fragment ${direction} LIMIT ${count + 1}) p
      CROSS JOIN resource o ON o.rid = p.rid ORDER BY p.rid ${direction}, p.fragment ${direction}`,
    places,
    beyond,
  );
  const matches: Match[] = [];
  let [size, more] = [0, false];
  for (const row of statements.iterate(text, values) as Iterable<unknown>) {
    more = matches.length === count || size > PAGE_SIZE;
    if (more) break;
    matches.push(row as Match);
    size += (row as Match).text.length;
  }
  return { matches: before ? matches.reverse() : matches, more };
}

function countAll({ text, values }: Sql, { statements }: Connection): number {
  return (statements.get(`SELECT count(*) AS n FROM (${text})`).get(...values) as { n: number }).n;
}

function matchEntry({ type, id, text, fragment }: Match): SearchEntry {
  const contained = fragment.slice(1);
  const own = contained === '' ? undefined : containedText(text, contained);
  return { type, id, text: own ?? text, mode: 'match', ...(own === undefined ? {} : { contained }) };
}

const includeEntry = ({ type, id, text }: FoundRow): SearchEntry => ({ type, id, text, mode: 'include' });
