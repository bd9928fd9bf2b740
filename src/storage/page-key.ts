import { randomBytes } from 'node:crypto';
import type { Records } from './records.ts';

const RECORD = { kind: 'key', key: 'page-links' };

/** The key that page links are sealed with: the same for all servers on a store, and after a start. */
export async function pageKey(records: Records): Promise<Uint8Array> {
  const made = JSON.stringify(randomBytes(32).toString('base64'));
  // One of several that start at once is the first.
  await records.write({ ...RECORD, value: made, expected: 0 });
  const kept = await records.read(RECORD.kind, RECORD.key);
  return Buffer.from(JSON.parse(kept?.value ?? made) as string, 'base64');
}
