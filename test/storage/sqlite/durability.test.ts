import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SqliteStore } from '#storage/sqlite/sqlite-store.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { EVERYTHING, queryOf } from '../contract/writes.ts';

const writer = fileURLToPath(new URL('./endless-writer.ts', import.meta.url));

/** Lets a process write and kills it at its n-th acknowledgement; gives all that it acknowledged. */
async function writeUntilKilled(folder: string, acknowledgements: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: string[] = [];
  const exit = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === acknowledgements) child.kill('SIGKILL');
  }
  expect((await exit)[1]).toBe('SIGKILL');
  return acknowledged;
}

async function storedIds(store: SqliteStore): Promise<string[]> {
  const ids: string[] = [];
  let after: { after?: NonNullable<Awaited<ReturnType<SqliteStore['search']>>['next']> } = {};
  for (;;) {
    const { entries, next } = await store.search(queryOf('Basic', EVERYTHING, after));
    ids.push(...entries.map(({ id }) => id));
    if (!next) return ids;
    after = { after: next };
  }
}

it.each([1, 2, 40, 300, 1000])(
  'has every acknowledged write, and no half transaction, after a kill at acknowledgement %i',
  async (acknowledgements) => {
    const { folder, remove } = temporaryFolder();
    const acknowledged = await writeUntilKilled(folder, acknowledgements);
    const store = await SqliteStore.open(folder);
    const ids = new Set(await storedIds(store));
    expect(acknowledged.filter((name) => !ids.has(`${name}-0`))).toEqual([]);
    const transactions = new Set([...ids].map((id) => id.slice(0, -2)));
    expect(ids.size).toBe(3 * transactions.size);
    for (const name of transactions)
      for (const part of [0, 1, 2])
        expect(await store.read('Basic', `${name}-${part}`)).toMatchObject({ versionId: '1' });
    await store.close();
    remove();
  },
);
