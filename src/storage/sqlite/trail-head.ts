import type { ChainHead } from '../audit-chain.ts';
import type { Statements } from './statements.ts';

/** The record that holds it; only what appends a link writes it. */
const KIND = 'audit-chain';
const KEY = 'head';

/** The last link of the trail, as this database has it. */
export function readHead(statements: Statements): ChainHead | undefined {
  const row = statements.get('SELECT value FROM record WHERE kind = ? AND key = ?').get(KIND, KEY);
  return row && JSON.parse(row.value as string);
}

/** Makes another link the last, within the transaction that appends it. */
export function writeHead(head: ChainHead, statements: Statements): void {
  statements
    .get(
      'INSERT INTO record (kind, key, version, value) VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET version = version + 1, value = excluded.value',
    )
    .run(KIND, KEY, JSON.stringify(head));
}
