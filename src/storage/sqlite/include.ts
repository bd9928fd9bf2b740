import type { Include, SearchQuery } from '#search/search-expression.ts';
import { SearchCompiler } from './compile-search.ts';
import type { FoundRow } from './find-page.ts';
import { referredByCanonical, referringByCanonical } from './include-canonical.ts';
import type { Names } from './names.ts';
import { type Sql, sql } from './sql.ts';
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
  const { visible } = query;
  const shows: Shows = (type) => {
    if (!visible) return sql('1');
    const where = visible[type];
    return where ? new SearchCompiler(names, statements).filter(type, where, 'o') : sql('0');
  };
  for (let round = 0; round < MAX_ROUNDS && base.length; round++) {
    const includes = round === 0 ? query.includes : query.includes.filter((include) => include.iterate);
    const fresh: FoundRow[] = [];
    for (const include of includes) {
      timeLimit.check();
      // What is there already comes again and must not use the limit up.
      const limit = query.includeLimit + 1 + known.size;
      for (const row of follow(include, base, { limit, shows }, names, statements)) {
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

/** What a resource of a type, as `o`, has to meet to be added. */
export type Shows = (type: string) => Sql;

/** The resources that one include leads to from the base. */
function follow(
  include: Include,
  base: FoundRow[],
  { limit, shows }: { limit: number; shows: Shows },
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
      const step = { parameter, followed, base: targets, limit, shows };
      return [
        ...referring(parameter, targets, limit, shows(include.sourceType), statements),
        ...referringByCanonical(step, shows(include.sourceType), names, statements),
      ];
    }
    const step = { parameter, followed, base: sources, limit, shows };
    return [
      ...targetTypes(parameter, sources, targetType, statements).flatMap((type) =>
        referred(parameter, sources, type, limit, shows(type), statements),
      ),
      ...referredByCanonical(step, names, statements),
    ];
  });
}

const COLUMNS = 'o.rid AS rid, o.type AS type, o.id AS id, o.text AS text';

const numbersOf = (rows: FoundRow[]): string => JSON.stringify(rows.map(({ rid }) => rid));

function referring(
  parameter: number,
  base: FoundRow[],
  limit: number,
  shown: Sql,
  statements: Statements,
): FoundRow[] {
  if (!base.length) return [];
  const text = `SELECT DISTINCT ${COLUMNS} FROM json_each(?) j CROSS JOIN resource t ON t.rid = j.value
    CROSS JOIN reference_index x ON x.parameter = ? AND x.target_id = t.id AND x.target_type = t.type
    CROSS JOIN resource o ON o.rid = x.rid WHERE o.text IS NOT NULL AND (${shown.text}) LIMIT ?`;
  const values = [numbersOf(base), parameter, ...shown.values, limit];
  return statements.get(text).all(...values) as unknown as FoundRow[];
}

/** The types that the references of the base lead to; one alone where only it counts. */
function targetTypes(
  parameter: number,
  base: FoundRow[],
  only: string | undefined,
  statements: Statements,
): string[] {
  if (only || !base.length) return only ? [only] : [];
  const text = `SELECT DISTINCT x.target_type AS type FROM json_each(?) j
    CROSS JOIN reference_index x ON x.rid = j.value AND x.parameter = ? WHERE x.target_type <> ''`;
  const rows = statements.get(text).all(numbersOf(base), parameter) as { type: string }[];
  return rows.map(({ type }) => type);
}

function referred(
  parameter: number,
  base: FoundRow[],
  type: string,
  limit: number,
  shown: Sql,
  statements: Statements,
): FoundRow[] {
  if (!base.length) return [];
  const text = `SELECT DISTINCT ${COLUMNS} FROM json_each(?) j
    CROSS JOIN reference_index x ON x.rid = j.value AND x.parameter = ? AND x.target_type = ?
    CROSS JOIN resource o ON o.type = x.target_type AND o.id = x.target_id WHERE o.text IS NOT NULL AND (${shown.text}) LIMIT ?`;
  const values = [numbersOf(base), parameter, type, ...shown.values, limit];
  return statements.get(text).all(...values) as unknown as FoundRow[];
}
