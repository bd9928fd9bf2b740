import type { Include, SearchQuery } from '#search/search-expression.ts';
import type { FoundRow } from './find-page.ts';
import { referredByCanonical, referringByCanonical } from './include-canonical.ts';
import type { Names } from './names.ts';
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

/** The resources that one include leads to from the base. */
function follow(
  include: Include,
  base: FoundRow[],
  limit: number,
  names: Names,
  statements: Statements,
): FoundRow[] {
  const sources = base.filter((row) => row.type === include.sourceType);
  if (!include.reverse && !sources.length) return [];
  return include.follows.flatMap((followed) => {
    const { targetType } = followed;
    const parameter = names.find(`${include.sourceType}.${followed.parameter}`);
    if (parameter === -1) return [];
    if (include.reverse) {
      const targets = base.filter((row) => !targetType || row.type === targetType);
      const step = { parameter, followed, base: targets, limit };
      return [
        ...referring(parameter, targets, limit, statements),
        ...referringByCanonical(step, names, statements),
      ];
    }
    const step = { parameter, followed, base: sources, limit };
    return [
      ...referred(parameter, sources, targetType, limit, statements),
      ...referredByCanonical(step, names, statements),
    ];
  });
}

const COLUMNS = 'o.rid AS rid, o.type AS type, o.id AS id, o.text AS text';

const numbersOf = (rows: FoundRow[]): string => JSON.stringify(rows.map(({ rid }) => rid));

function referring(parameter: number, base: FoundRow[], limit: number, statements: Statements): FoundRow[] {
  if (!base.length) return [];
  const text = `SELECT DISTINCT ${COLUMNS} FROM json_each(?) j CROSS JOIN resource t ON t.rid = j.value
    CROSS JOIN reference_index x ON x.parameter = ? AND x.target_id = t.id AND x.target_type = t.type
    CROSS JOIN resource o ON o.rid = x.rid WHERE o.text IS NOT NULL LIMIT ?`;
  return statements.get(text).all(numbersOf(base), parameter, limit) as unknown as FoundRow[];
}

function referred(
  parameter: number,
  base: FoundRow[],
  targetType: string | undefined,
  limit: number,
  statements: Statements,
): FoundRow[] {
  if (!base.length) return [];
  const text = `SELECT DISTINCT ${COLUMNS} FROM json_each(?) j
    CROSS JOIN reference_index x ON x.rid = j.value AND x.parameter = ?${targetType ? ' AND x.target_type = ?' : ''}
    CROSS JOIN resource o ON o.type = x.target_type AND o.id = x.target_id WHERE o.text IS NOT NULL LIMIT ?`;
  const typed = targetType ? [targetType] : [];
  return statements.get(text).all(numbersOf(base), parameter, ...typed, limit) as unknown as FoundRow[];
}
