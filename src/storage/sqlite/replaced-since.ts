import type { EarlierVersion } from '../resource-store.ts';
import type { Statements } from './statements.ts';

const REPLACED = `SELECT r.type AS type, r.id AS id, r.rid AS "order", o.text AS text, o.last_updated AS lastUpdated, r.text IS NULL AS deleted
  FROM resource r CROSS JOIN old_version o ON o.rid = r.rid
  WHERE r.type = ? AND r.sequence > ? AND o.text IS NOT NULL
    AND o.version = (SELECT max(version) FROM old_version WHERE rid = r.rid AND sequence <= ?)
  LIMIT ?`;

/** The versions that were current at a state, of resources that were changed after it. */
export function replacedSince(
  { types, state, limit }: { types: string[]; state: number; limit: number },
  statements: Statements,
): EarlierVersion[] {
  const found: EarlierVersion[] = [];
  for (const type of types) {
    const rows = statements.get(REPLACED).all(type, state, state, limit - found.length);
    for (const row of rows as unknown as (EarlierVersion & { deleted: unknown })[])
      found.push({ ...row, deleted: Boolean(row.deleted) });
    if (found.length >= limit) break;
  }
  return found;
}
