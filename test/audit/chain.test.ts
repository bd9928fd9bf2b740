import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MongoClient } from 'mongodb';
import pino from 'pino';
import { verifyChain } from '#audit/verify-chain.ts';
import type { Config } from '#config.ts';
import { loadConformance, openStore } from '#server.ts';
import { configForTests, type ServerForTests, startForTests } from '../server-for-tests.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const KEY = 'a key of at least thirty-two letters';
const conformance = loadConformance();
const log = pino({ level: 'silent' });
let folder: string;
let remove: () => void;
let config: Config;

/** A store with a chain of some ten links, closed. */
async function chained(environment: Record<string, string> = {}): Promise<void> {
  ({ folder, remove } = temporaryFolder());
  config = configForTests(folder, {}, { AUDIT: 'on', ...environment });
  const server = await startForTests(folder, {}, { AUDIT: 'on', ...environment });
  await use(server);
  await server.close();
}

async function use(server: ServerForTests): Promise<void> {
  await server.put('/Patient/p1', { resourceType: 'Patient', id: 'p1' });
  for (let i = 0; i < 4; i++) await server.get('/Patient/p1');
  await Promise.all(Array.from({ length: 5 }, (_, i) => server.get(`/Patient/none-${i}`)));
}

async function verdict(options: { key?: string; witness?: { number: number; hash: string } } = {}) {
  const store = await openStore(config, conformance, log);
  try {
    return await verifyChain({ store, key: options.key ?? config.auditKey, witness: options.witness });
  } finally {
    await store.close();
  }
}

/** Does to the database what nobody can do through the server: to a link by its place from 1 on, or to all behind it. */
async function tamper(what: 'alter' | 'remove' | 'cut' | 'delete' | 'swap', place: number): Promise<void> {
  if (config.mongodbUrl !== undefined) return tamperMongo(config.mongodbUrl, what, place);
  const file = readdirSync(folder).find((name) => name.endsWith('.sqlite')) as string;
  const database = new DatabaseSync(path.join(folder, file));
  const rows = database
    .prepare("SELECT rid, text FROM resource WHERE type = 'AuditEvent' ORDER BY sequence")
    .all() as { rid: number; text: string }[];
  const { rid, text } = rows[place - 1] as { rid: number; text: string };
  const set = database.prepare('UPDATE resource SET text = ? WHERE rid = ?');
  if (what === 'alter') set.run(text.replace('"outcome":"', '"outcome":"1'), rid);
  if (what === 'delete') set.run(null, rid);
  if (what === 'remove') database.prepare('DELETE FROM resource WHERE rid = ?').run(rid);
  if (what === 'cut')
    database.prepare("DELETE FROM resource WHERE type = 'AuditEvent' AND rid >= ?").run(rid);
  if (what === 'swap') {
    const next = rows[place] as { rid: number; text: string };
    set.run(next.text, rid);
    set.run(text, next.rid);
  }
  database.close();
}

async function tamperMongo(url: string, what: string, place: number): Promise<void> {
  const client = await new MongoClient(url).connect();
  const history = client.db().collection('history');
  const found = await history.find({ type: 'AuditEvent' }).sort({ sequence: 1 }).toArray();
  const [one, next] = [found[place - 1], found[place]];
  const filter = { _id: one?._id };
  if (what === 'alter') await history.updateOne(filter, { $set: { 'resource.outcome': '10' } });
  if (what === 'delete') await history.updateOne(filter, { $unset: { resource: '' } });
  if (what === 'remove') await history.deleteOne(filter);
  if (what === 'cut') await history.deleteMany({ type: 'AuditEvent', sequence: { $gte: one?.sequence } });
  if (what === 'swap') {
    await history.updateOne(filter, { $set: { sequence: -1 } });
    await history.updateOne({ _id: next?._id }, { $set: { sequence: one?.sequence } });
    await history.updateOne(filter, { $set: { sequence: next?.sequence } });
  }
  await client.close();
}

afterEach(() => remove());

it('holds over reads and writes, over a restart, and over what comes at once', async () => {
  await chained();
  expect(await verdict()).toMatchObject({ links: 10, unchained: 0, head: { number: 10 } });
  const server = await startForTests(folder, {}, { AUDIT: 'on' });
  await use(server);
  await server.close();
  const { fault, links } = await verdict();
  expect({ fault, links }).toEqual({ fault: undefined, links: 20 });
});

it.each([
  ['alter', 4, /link 4, is not what it was/],
  ['remove', 4, /^link 4 is missing/],
  ['swap', 4, /^link 4 is missing/],
  ['delete', 4, /was deleted|^link 4 is missing/],
  ['cut', 9, /^the chain ends with link 8, but the store remembers link 10/],
  ['alter', 1, /link 1, is not what it was/],
  ['remove', 1, /^link 1 is missing/],
] as const)('shows who would %s link %i', async (what, place, expected) => {
  await chained();
  await tamper(what, place);
  const { fault, links } = await verdict();
  expect(fault).toMatch(expected);
  expect(links).toBe(place - 1);
});

it('shows by a witness that the whole was made anew', async () => {
  await chained();
  const { head } = await verdict();
  expect((await verdict({ witness: head as never })).fault).toBeUndefined();
  const other = { number: 7, hash: '0'.repeat(64) };
  expect((await verdict({ witness: other })).fault).toBe('link 7 is not the one that the witness is');
  const later = { number: 99, hash: '0'.repeat(64) };
  expect((await verdict({ witness: later })).fault).toBe(
    'the chain ends with link 10, but the witness is link 99',
  );
});

it('is made with a key where there is one', async () => {
  await chained({ AUDIT_KEY: KEY });
  expect((await verdict()).fault).toBeUndefined();
  expect((await verdict({ key: KEY.toUpperCase() })).fault).toMatch(
    /link 1, is not what it was, or was made/,
  );
});

it('does not count what was stored while nothing was audited', async () => {
  ({ folder, remove } = temporaryFolder());
  config = configForTests(folder, {}, { AUDIT: 'on' });
  const off = await startForTests(folder);
  const event = {
    resourceType: 'AuditEvent',
    type: { code: 'rest' },
    recorded: '2026-01-01T00:00:00Z',
    agent: [{ requestor: true }],
    source: { observer: { display: 'somebody' } },
  };
  expect((await off.post('/AuditEvent', event)).status).toBe(201);
  await off.close();
  const on = await startForTests(folder, {}, { AUDIT: 'on' });
  await on.get('/Patient/p1');
  await on.close();
  expect(await verdict()).toMatchObject({ links: 1, unchained: 1 });
});

it('is one chain, whichever of several servers appends to it', async () => {
  ({ folder, remove } = temporaryFolder());
  config = configForTests(folder, {}, { AUDIT: 'on' });
  const servers = await Promise.all([1, 2].map(() => startForTests(folder, {}, { AUDIT: 'on' })));
  const asked = Array.from({ length: 60 }, (_, i) => {
    const server = servers[i % 2] as ServerForTests;
    const id = `p${i}`;
    return i % 3
      ? server.get(`/Patient/${id}`)
      : server.put(`/Patient/${id}`, { resourceType: 'Patient', id });
  });
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.every((status) => status === 201 || status === 404)).toBe(true);
  await Promise.all(servers.map((server) => server.close()));
  expect(await verdict()).toMatchObject({ links: 60 });
  expect((await verdict()).fault).toBeUndefined();
});
