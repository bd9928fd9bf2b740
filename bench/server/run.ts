/**
 * The server's speed, beside a bare Express application in the same run on the same machine:
 *
 *   npm run bench                 all, with 100,000 Observations for the searches
 *   npm run bench -- read create  some
 *   OBSERVATIONS=1000000 npm run bench -- search
 */
import { type Load, load } from './load.ts';
import { observation } from './observation.ts';
import { residentMegabytes, type Started, start } from './start.ts';

const OBSERVATIONS = Number(process.env.OBSERVATIONS ?? 100_000);
const PATIENTS = Math.max(1, OBSERVATIONS / 100);
const SERVER = new URL('../../src/main.ts', import.meta.url).pathname;
const PEER = new URL('./bare-express.ts', import.meta.url).pathname;
const HEADERS = { 'content-type': 'application/fhir+json' };

const row = (name: string, { rate, p50, p99, failed }: Load, note = '') =>
  console.log(
    `${name.padEnd(44)} ${rate.toFixed(0).padStart(8)}/s  p50 ${String(p50).padStart(4)} ms  p99 ${String(p99).padStart(4)} ms  failed ${failed}  ${note}`,
  );

async function put(server: Started, id: string): Promise<string> {
  const url = `${server.url}/fhir/Observation/${id}`;
  const answer = await fetch(url, {
    method: 'PUT',
    headers: HEADERS,
    body: JSON.stringify({ ...observation(1, 10), id }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.text();
}

async function withPeer(body: string, work: (peer: Started) => Promise<Load>): Promise<Load> {
  process.env.BODY = body;
  const peer = await start(PEER, '/healthz');
  try {
    return await work(peer);
  } finally {
    await peer.stop();
  }
}

async function read(server: Started): Promise<void> {
  const body = await put(server, 'read');
  const requests = [{ method: 'GET' as const, path: '/fhir/Observation/read' }];
  const own = await load(server.url, { connections: 32, requests });
  const peer = await withPeer(body, (p) => load(p.url, { connections: 32, requests }));
  row('read, 32 connections', own, `${(own.rate / peer.rate).toFixed(2)} of bare Express`);
  row('  bare Express, same bytes', peer);
}

async function create(server: Started): Promise<void> {
  const body = JSON.stringify(observation(1, 10));
  const requests = [{ method: 'POST' as const, path: '/fhir/Observation', headers: HEADERS, body }];
  const own = await load(server.url, { connections: 16, requests });
  const peer = await withPeer(body, (p) => load(p.url, { connections: 16, requests }));
  row(
    'create, 16 connections, durable',
    own,
    `${(own.rate / peer.rate).toFixed(2)} of bare Express that stores nothing`,
  );
  row('  bare Express, parse and echo', peer);
}

function bundle(from: number, size: number): string {
  const entry = Array.from({ length: size }, (_, i) => ({
    resource: observation(from + i, PATIENTS),
    request: { method: 'POST', url: 'Observation' },
  }));
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
}

async function transaction(server: Started): Promise<void> {
  const requests = Array.from({ length: 20 }, (_, i) => ({
    method: 'POST' as const,
    path: '/fhir',
    headers: HEADERS,
    body: bundle(i * 100, 100),
  }));
  const own = await load(server.url, { connections: 4, requests });
  row('transaction of 100 Observations, 4 connections', own, `${(own.rate * 100).toFixed(0)} resources/s`);
}

async function fill(server: Started): Promise<void> {
  const begun = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < OBSERVATIONS) {
      const from = next;
      next += 500;
      const answer = await fetch(`${server.url}/fhir`, {
        method: 'POST',
        headers: HEADERS,
        body: bundle(from, 500),
      });
      if (!answer.ok) throw new Error(await answer.text());
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `filled with ${OBSERVATIONS} Observations of ${PATIENTS} patients: ${(OBSERVATIONS / seconds).toFixed(0)} resources/s`,
  );
}

async function search(server: Started): Promise<void> {
  await fill(server);
  const get = (query: (i: number) => string) =>
    Array.from({ length: 500 }, (_, i) => ({
      method: 'GET' as const,
      path: `/fhir/Observation?${query(i)}`,
    }));
  const patient = (i: number) => `subject=Patient/bench-${(i * 37) % PATIENTS}`;
  const code = 'code=http://loinc.org|4548-4';
  for (const connections of [1, 32])
    row(
      `search by patient and code, ${connections} connections`,
      await load(server.url, { connections, requests: get((i) => `${patient(i)}&${code}`) }),
    );
  row(
    '  and sorted by date',
    await load(server.url, { connections: 32, requests: get((i) => `${patient(i)}&${code}&_sort=-date`) }),
  );
  row(
    'search by identifier',
    await load(server.url, {
      connections: 32,
      requests: get((i) => `identifier=https://exo-t2dm.example.org/fhir/sid/lab-result|bench-${i * 97}`),
    }),
  );
  row(
    'search by code, first page of 10',
    await load(server.url, { connections: 32, requests: get(() => `${code}&_count=10`) }),
  );
  row(
    'search by code and date, _sort=-date, 10',
    await load(server.url, {
      connections: 8,
      requests: get(() => `${code}&date=ge2025-06&_sort=-date&_count=10`),
    }),
  );
}

const ALL = { read, create, transaction, search };
const chosen = process.argv.slice(2).filter((name): name is keyof typeof ALL => name in ALL);
for (const name of chosen.length ? chosen : (Object.keys(ALL) as (keyof typeof ALL)[])) {
  const server = await start(SERVER, '/fhir/metadata');
  const memory = await residentMegabytes(server.process);
  console.log(`-- ${name}: first answer after ${server.startUp.toFixed(0)} ms, ${memory ?? '?'} MB resident`);
  try {
    await ALL[name](server);
  } finally {
    await server.stop();
  }
}
