import type { Include, SearchQuery } from '#search/search-expression.ts';
import type { Names } from './names.ts';
import type { FoundRow } from './search.ts';
import type { Statements } from './statements.ts';
import type { TimeLimit } from './time-limit.ts';

/** Rounds of `:iterate`; a chain of references longer than this is a cycle or a mistake. */
const MAX_ROUNDS = 16;

/**
 * The resources that `_include` and `_revinclude` add to a page, each once (search.html#include): one
 * query an include for the matches, and further rounds for those that iterate until nothing new comes.
 * Stops one beyond the query's limit.
 */
export function includeResources(
  query: SearchQuery,
  matches: FoundRow[],
  names: Names,
  statements: Statements,
  timeLimit: TimeLimit,
): FoundRow[] {
  if (!query.includes.length) return [];
  const known = new Set(matches.map((row) => row.rid));
  const found: FoundRow[] = [];
  let base = matches;
  for (let round = 0; round < MAX_ROUNDS && base.length; round++) {
    const includes = round === 0 ? query.includes : query.includes.filter((include) => include.iterate);
    const fresh: FoundRow[] = [];
    for (const include of includes) {
      timeLimit.check();
      // What is there already comes again and must not use the limit up.
      const limit = query.includeLimit + 1 + known.size;
      for (const row of follow(include, base, limit, names, statements)) {
        if (known.has(row.rid)) continue;
        known.add(row.rid);
        fresh.push(row);
      }
    }
    found.push(...fresh);
    if (found.length > query.includeLimit) break;
    base = fresh;
  }
  return found;
}

function follow(
  include: Include,
  base: FoundRow[],
  limit: number,
  names: Names,
  statements: Statements,
): FoundRow[] {
  const parameters = include.parameters.map((code) => names.find(`${include.sourceType}.${code}`));
  const marks = parameters.map(() => '?').join(', ');
  const columns = 'o.rid AS rid, o.type AS type, o.id AS id, o.text AS text';
  if (include.reverse) {
    const rids = base
      .filter((row) => !include.targetType || row.type === include.targetType)
      .map((row) => row.rid);
    const text = `SELECT DISTINCT ${columns} FROM json_each(?) j CROSS JOIN resource t ON t.rid = j.value
      CROSS JOIN reference_index x ON x.parameter IN (${marks}) AND x.target_id = t.id AND x.target_type = t.type
      CROSS JOIN resource o ON o.rid = x.rid WHERE o.text IS NOT NULL LIMIT ${limit}`;
    return statements.get(text).all(JSON.stringify(rids), ...parameters) as unknown as FoundRow[];
  }
  const rids = base.filter((row) => row.type === include.sourceType).map((row) => row.rid);
  const typed = include.targetType ? ' AND x.target_type = ?' : '';
  const text = `SELECT DISTINCT ${columns} FROM json_each(?) j
    CROSS JOIN reference_index x ON x.rid = j.value AND x.parameter IN (${marks})${typed}
    CROSS JOIN resource o ON o.type = x.target_type AND o.id = x.target_id WHERE o.text IS NOT NULL LIMIT ${limit}`;
  return statements
    .get(text)
    .all(
      JSON.stringify(rids),
      ...parameters,
      ...(include.targetType ? [include.targetType] : []),
    ) as unknown as FoundRow[];
}
