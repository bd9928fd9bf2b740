import type { RecordWrite, StoredRecord } from '../records.ts';
import type { Statements } from './statements.ts';

/** The table of the server's own records; see `storage/records.ts`. */
export const RECORD_TABLE = `CREATE TABLE record (
  kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL, expires INTEGER,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_by_expiry ON record (expires) WHERE expires IS NOT NULL;
`;

const COLUMNS = 'kind, key, version, value';

export function readRecord(kind: string, key: string, statements: Statements): StoredRecord | undefined {
  return statements
    .get(`SELECT ${COLUMNS} FROM record WHERE kind = ? AND key = ? AND (expires IS NULL OR expires > ?)`)
    .get(kind, key, Date.now()) as unknown as StoredRecord | undefined;
}

export function listRecords(kind: string, statements: Statements): StoredRecord[] {
  return statements
    .get(`SELECT ${COLUMNS} FROM record WHERE kind = ? AND (expires IS NULL OR expires > ?) ORDER BY key`)
    .all(kind, Date.now()) as unknown as StoredRecord[];
}

/** Writes a record on the writing connection; takes what is over away on the way. */
export function writeRecord(record: RecordWrite, statements: Statements): number | undefined {
  const { kind, key, value, expires, expected } = record;
  statements.get('DELETE FROM record WHERE expires <= ?').run(Date.now());
  const current = readRecord(kind, key, statements)?.version ?? 0;
  if (expected !== undefined && expected !== current) return undefined;
  statements
    .get('INSERT OR REPLACE INTO record (kind, key, version, value, expires) VALUES (?, ?, ?, ?, ?)')
    .run(kind, key, current + 1, value, expires ?? null);
  return current + 1;
}

export function removeRecord(kind: string, key: string, statements: Statements): boolean {
  const there = readRecord(kind, key, statements) !== undefined;
  statements.get('DELETE FROM record WHERE kind = ? AND key = ?').run(kind, key);
  return there;
}
