import type { FollowedReference } from '#search/search-expression.ts';
import type { FoundRow } from './find-page.ts';
import type { Names } from './names.ts';
import type { Sql } from './sql.ts';
import type { Statements } from './statements.ts';

const COLUMNS = 'o.rid AS rid, o.type AS type, o.id AS id, o.text AS text';

/** The URL of a canonical in `x.target_id`, and what stands behind its `|`. */
const URL_PART = "substr(x.target_id, 1, instr(x.target_id || '|', '|') - 1)";
const VERSION_PART = "substr(x.target_id, instr(x.target_id, '|') + 1)";

/** A canonical with a version is indexed without it, too; that row names no version of its own. `}` follows `|`. */
const UNVERSIONED = `NOT EXISTS (SELECT 1 FROM reference_index y INDEXED BY reference_by_resource
  WHERE y.rid = x.rid AND y.parameter = x.parameter AND y.target_type = '' AND y.target_id > x.target_id || '|' AND y.target_id < x.target_id || '}')`;

/** A step of an include over a canonical (references.html#canonical). */
export interface CanonicalStep {
  /** The number of the reference's parameter. */
  parameter: number;
  followed: FollowedReference;
  base: FoundRow[];
  limit: number;
  /** What a resource of a type, as `o`, has to meet to be added. */
  shows: (type: string) => Sql;
}

const numbersOf = (rows: FoundRow[]): string => JSON.stringify(rows.map(({ rid }) => rid));

/** The stored resources that the base names by their canonical URL, of the version it names or of any. */
export function referredByCanonical(
  { parameter, followed, base, limit, shows }: CanonicalStep,
  names: Names,
  statements: Statements,
): FoundRow[] {
  if (!base.length) return [];
  return followed.canonicalOf.flatMap((type) => {
    const url = names.find(`${type}.url`);
    if (url === -1) return [];
    const shown = shows(type);
    const text = `SELECT DISTINCT ${COLUMNS} FROM json_each(?) j
      CROSS JOIN reference_index x INDEXED BY reference_by_resource ON x.rid = j.value AND x.parameter = ? AND x.target_type = ''
      CROSS JOIN uri_index u ON u.parameter = ? AND u.value = ${URL_PART}
      CROSS JOIN resource o ON o.rid = u.rid
      WHERE within_time() AND o.text IS NOT NULL AND CASE WHEN instr(x.target_id, '|') THEN EXISTS (
        SELECT 1 FROM token_index v INDEXED BY token_by_resource WHERE v.rid = u.rid AND v.parameter = ? AND v.code = ${VERSION_PART})
        ELSE ${UNVERSIONED} END AND (${shown.text}) LIMIT ?`;
    const values = [numbersOf(base), parameter, url, names.find(`${type}.version`), ...shown.values, limit];
    return statements.get(text).all(...values) as unknown as FoundRow[];
  });
}

/** The resources that name the base by its canonical URL, with its version or with none. */
export function referringByCanonical(
  { parameter, followed, base, limit }: CanonicalStep,
  shown: Sql,
  names: Names,
  statements: Statements,
): FoundRow[] {
  return followed.canonicalOf.flatMap((type) => {
    const ofType = base.filter((row) => row.type === type);
    const url = names.find(`${type}.url`);
    if (!ofType.length || url === -1) return [];
    const from = `SELECT DISTINCT ${COLUMNS} FROM json_each(?) j
      CROSS JOIN uri_index u INDEXED BY uri_by_resource ON u.rid = j.value AND u.parameter = ?`;
    const to = `CROSS JOIN resource o ON o.rid = x.rid WHERE within_time() AND o.text IS NOT NULL AND (${shown.text})`;
    const unversioned = `${from} CROSS JOIN reference_index x ON x.parameter = ? AND x.target_id = u.value AND x.target_type = ''
      ${to} AND ${UNVERSIONED} LIMIT ?`;
    const versioned = `${from}
      CROSS JOIN token_index v INDEXED BY token_by_resource ON v.rid = u.rid AND v.parameter = ?
      CROSS JOIN reference_index x ON x.parameter = ? AND x.target_id = u.value || '|' || v.code AND x.target_type = '' ${to} LIMIT ?`;
    const numbers = numbersOf(ofType);
    return [
      ...statements.get(unversioned).all(numbers, url, parameter, ...shown.values, limit),
      ...statements
        .get(versioned)
        .all(numbers, url, names.find(`${type}.version`), parameter, ...shown.values, limit),
    ] as unknown as FoundRow[];
  });
}
