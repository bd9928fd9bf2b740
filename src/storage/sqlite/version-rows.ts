import type { Method, StoredVersion } from '../resource-store.ts';
import type { Statements } from './statements.ts';

/** A row of `resource` or `old_version`. */
export interface VersionRow {
  rid: number;
  type: string;
  id: string;
  version: number;
  sequence: number;
  last_updated: number;
  method: Method;
  text: string | null;
}

/** The columns of a VersionRow, which both tables have. */
export const COLUMNS = 'rid, type, id, version, sequence, last_updated, method, text';

/** The version as the port gives it. */
export function storedVersion(row: VersionRow): StoredVersion {
  return {
    type: row.type,
    id: row.id,
    versionId: String(row.version),
    lastUpdated: new Date(row.last_updated).toISOString(),
    method: row.method,
    ...(row.text === null ? {} : { text: row.text }),
  };
}

/** The current row of a resource, a deletion included. */
export function currentRow(type: string, id: string, statements: Statements): VersionRow | undefined {
  return statements
    .get(`SELECT ${COLUMNS} FROM resource WHERE type = ? AND id = ?`)
    .get(type, id) as unknown as VersionRow | undefined;
}

/** The current version as it is read by id: the columns that an answer needs and no others. */
export function readCurrent(type: string, id: string, statements: Statements): StoredVersion | undefined {
  const row = statements.get(READ).get(type, id) as unknown as
    | Omit<VersionRow, 'rid' | 'sequence'>
    | undefined;
  if (!row) return undefined;
  const { version, last_updated, method, text } = row;
  const current = {
    type,
    id,
    versionId: String(version),
    lastUpdated: new Date(last_updated).toISOString(),
    method,
  };
  return text === null ? current : { ...current, text };
}

const READ = 'SELECT version, last_updated, method, text FROM resource WHERE type = ? AND id = ?';

/** The row of one version, current or old. */
export function versionRow(
  type: string,
  id: string,
  versionId: string,
  statements: Statements,
): VersionRow | undefined {
  if (!/^[1-9]\d{0,9}$/.test(versionId)) return undefined;
  const current = currentRow(type, id, statements);
  if (!current || current.version === Number(versionId)) return current;
  return statements
    .get(`SELECT ${COLUMNS} FROM old_version WHERE rid = ? AND version = ?`)
    .get(current.rid, Number(versionId)) as unknown as VersionRow | undefined;
}
