/**
 * Writes to the store in the folder it is given until it is killed: client `c` writes transactions of
 * three resources, `c-n-0` to `c-n-2`, and prints `c-n` when the n-th is acknowledged.
 */
import { writeSync } from 'node:fs';
import { SqliteStore } from '#storage/sqlite/sqlite-store.ts';
import { create, draft, transact } from '../contract/writes.ts';

const CLIENTS = 8;

const store = await SqliteStore.open(process.argv[2] as string);

async function writeEndlessly(client: number): Promise<never> {
  for (let n = 0; ; n++) {
    const name = `${client}-${n}`;
    const writes = [0, 1, 2].map((part) =>
      create(draft('Basic', `${name}-${part}`, { content: `,"code":{"text":"${'x'.repeat(500)}"}` })),
    );
    await transact(store, ...writes);
    writeSync(1, `${name}\n`);
  }
}

await Promise.all(Array.from({ length: CLIENTS }, (_, client) => writeEndlessly(client)));
