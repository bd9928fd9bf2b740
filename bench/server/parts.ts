import { fill } from './fill.ts';
import { type Load, load } from './load.ts';
import { observation } from './observation.ts';

const OBSERVATIONS = Number(process.env.OBSERVATIONS ?? 100_000);
const PATIENTS = Math.max(1, Math.floor(OBSERVATIONS / 100));
const HEADERS = { 'content-type': 'application/fhir+json' };

/** One line of the result. */
export interface Step {
  name: string;
  measure: (url: string) => Promise<Load>;
}

/** Steps on one fresh server, in order. */
export interface Part {
  steps: Step[];
  /** The bare Express application can do this too. */
  withPeer: boolean;
}

const post = (path: string, body: string) => ({ method: 'POST' as const, path, headers: HEADERS, body });

function bundle(from: number, size: number): string {
  const entry = Array.from({ length: size }, (_, i) => ({
    resource: observation(from + i, PATIENTS),
    request: { method: 'POST', url: 'Observation' },
  }));
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
}

async function read(url: string): Promise<Load> {
  const path = '/fhir/Observation/read';
  const body = JSON.stringify({ ...observation(1, 10), id: 'read' });
  const answer = await fetch(url + path, { method: 'PUT', headers: HEADERS, body });
  if (!answer.ok) throw new Error(await answer.text());
  return load(url, { connections: 32, requests: [{ method: 'GET', path }] });
}

const create = (url: string) =>
  load(url, {
    connections: 16,
    requests: [post('/fhir/Observation', JSON.stringify(observation(1, 10)))],
  });

const transaction = (url: string) =>
  load(url, {
    connections: 4,
    resources: 100,
    requests: Array.from({ length: 20 }, (_, i) => post('/fhir', bundle(i * 100, 100))),
  });

const fillWithObservations = (url: string) =>
  fill(`${url}/fhir`, {
    bundles: Math.ceil(OBSERVATIONS / 500),
    resources: 500,
    bundle: (i) => bundle(i * 500, 500),
  });

function search(name: string, connections: number, query: (i: number) => string): Step {
  const requests = Array.from({ length: 500 }, (_, i) => ({
    method: 'GET' as const,
    path: `/fhir/Observation?${query(i)}`,
  }));
  const measure = (url: string) => load(url, { connections, requests });
  return { name: `search by ${name}, ${connections} at once`, measure };
}

const patient = (i: number) => `subject=Patient/bench-${(i * 37) % PATIENTS}`;
const identifier = (i: number) =>
  `identifier=https://exo-t2dm.example.org/fhir/sid/lab-result|bench-${(i * 97) % OBSERVATIONS}`;
const CODE = 'code=http://loinc.org|4548-4';

/** What can be measured, by name. */
export const PARTS: Record<string, Part> = {
  read: { withPeer: true, steps: [{ name: 'read, 32 at once', measure: read }] },
  create: { withPeer: true, steps: [{ name: 'create, 16 at once', measure: create }] },
  transaction: {
    withPeer: false,
    steps: [{ name: 'transaction of 100, 4 at once: resources', measure: transaction }],
  },
  search: {
    withPeer: false,
    steps: [
      { name: `fill with ${OBSERVATIONS}, 500 a bundle: resources`, measure: fillWithObservations },
      search('patient and code', 1, (i) => `${patient(i)}&${CODE}`),
      search('patient and code', 32, (i) => `${patient(i)}&${CODE}`),
      search('these, sorted by date', 32, (i) => `${patient(i)}&${CODE}&_sort=-date`),
      search('identifier', 32, identifier),
      search('code, first 10', 32, () => `${CODE}&_count=10`),
      search('code and date, sorted, 10', 8, () => `${CODE}&date=ge2025-06&_sort=-date&_count=10`),
    ],
  },
};
