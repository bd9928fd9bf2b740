import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { verifyChain } from '#audit/verify-chain.ts';
import { loadConformance, openStore } from '#server.ts';
import { configForTests } from '../../server-for-tests.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const { folder, remove } = temporaryFolder();
const config = configForTests(folder, {}, { AUDIT: 'on' });
const ROUNDS = 4;
let child: ChildProcess | undefined;

afterAll(() => {
  child?.kill('SIGKILL');
  remove();
});

async function start(): Promise<string> {
  const { dataFolder, mongodbUrl = '' } = config;
  child = spawn(process.execPath, [main], {
    env: { PORT: '0', AUTH: 'off', AUDIT: 'on', DATA_FOLDER: dataFolder, MONGODB_URL: mongodbUrl },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  for await (const line of lines) {
    const { msg, baseUrl } = JSON.parse(line) as { msg: string; baseUrl: string };
    if (msg === 'listening') return baseUrl;
  }
  throw new Error('the server did not start');
}

/** Writes and reads until the server is gone; gives what was answered. */
async function use(baseUrl: string, round: number): Promise<{ written: string[]; read: number }> {
  const written: string[] = [];
  let read = 0;
  const client = async (n: number) => {
    for (let i = 0; ; i++) {
      const id = `p-${round}-${n}-${i}`;
      const put = await fetch(`${baseUrl}/Patient/${id}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/fhir+json' },
        body: JSON.stringify({ resourceType: 'Patient', id }),
      });
      if (put.status === 201) written.push(`Patient/${id}/_history/1`);
      // The server may be killed in the midst of many of these.
      if (written.length === 40 + round * 7) child?.kill('SIGKILL');
      const { status } = await fetch(`${baseUrl}/Patient/${id}`);
      if (status === 200) read++;
    }
  };
  await Promise.allSettled([1, 2, 3, 4].map(client));
  return { written, read };
}

it('a server that is killed leaves no write without its event, and no answered read', async () => {
  const written: string[] = [];
  let read = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const baseUrl = await start();
    const gone = once(child as ChildProcess, 'exit');
    const done = await use(baseUrl, round);
    await gone;
    written.push(...done.written);
    read += done.read;
  }
  const store = await openStore(config, loadConformance(), pino({ level: 'silent' }));
  try {
    const verdict = await verifyChain({ store, key: undefined });
    expect(verdict.fault).toBeUndefined();
    const told = new Map<string, number>();
    const stored: string[] = [];
    for (let after: number | undefined, more = true; more; more = after !== undefined) {
      const page = await store.history({ count: 500, oldestFirst: true, ...(after ? { after } : {}) });
      for (const { type, id, versionId, text = '' } of page.versions) {
        if (type === 'Patient') stored.push(`Patient/${id}/_history/${versionId}`);
        if (type !== 'AuditEvent') continue;
        const event = JSON.parse(text) as { action: string; entity: { what?: { reference?: string } }[] };
        const key = `${event.action} ${event.entity[0]?.what?.reference}`;
        told.set(key, (told.get(key) ?? 0) + 1);
      }
      after = page.next;
    }
    expect(stored).toEqual(expect.arrayContaining(written));
    expect(stored.filter((version) => told.get(`C ${version}`) !== 1)).toEqual([]);
    const reads = [...told]
      .filter(([key]) => key.startsWith('R '))
      .reduce((sum, [, count]) => sum + count, 0);
    expect(reads).toBeGreaterThanOrEqual(read);
  } finally {
    await store.close();
  }
}, 120_000);
