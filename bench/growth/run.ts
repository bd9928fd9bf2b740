/**
 * How the time of each class of search grows with the number of stored Observations:
 *
 *   npm run bench:growth                    100,000 and 1,000,000 Observations
 *   SIZES=10000,100000 npm run bench:growth
 *
 * One client asks; the median of its times counts. Written as a table, and as a plot to bench/growth/growth.svg.
 */
import { writeFileSync } from 'node:fs';
import { fill } from '../server/fill.ts';
import { observation } from '../server/observation.ts';
import { start } from '../server/start.ts';
import { CLASSES } from './classes.ts';
import { type Growth, plot } from './plot.ts';

const SIZES = (process.env.SIZES ?? '100000,1000000').split(',').map(Number);
const SERVER = new URL('../../src/main.ts', import.meta.url).pathname;

/** Of every size a hundredth are patients, the same for the first ones as in a smaller size. */
const PATIENTS = Math.max(1, Math.floor((SIZES[0] as number) / 100));

const transaction = (resources: object[]): string =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => {
      const { resourceType, id } = resource as { resourceType: string; id?: string };
      const request = id
        ? { method: 'PUT', url: `${resourceType}/${id}` }
        : { method: 'POST', url: resourceType };
      return { resource, request };
    }),
  });

/** Observations `from` up to `to`; each block of the first size is about patients of its own. */
function observations(from: number, to: number): object[] {
  return Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    const block = Math.floor(n / (SIZES[0] as number));
    const one = observation(n, PATIENTS);
    return { ...one, subject: { reference: `Patient/bench-${block * PATIENTS + (n % PATIENTS)}` } };
  });
}

const patients = (from: number, to: number): object[] =>
  Array.from({ length: to - from }, (_, i) => ({
    resourceType: 'Patient',
    id: `bench-${from + i}`,
    gender: (from + i) % 2 ? 'male' : 'female',
    name: [{ family: `Family${from + i}`, given: ['Bench'] }],
    birthDate: `19${String(30 + ((from + i) % 60)).padStart(2, '0')}-01-01`,
  }));

async function grow(base: string, from: number, to: number): Promise<void> {
  const scale = PATIENTS / (SIZES[0] as number);
  const people = [Math.round(from * scale), Math.round(to * scale)] as const;
  const size = 500;
  const bundles = (count: number) => Math.ceil(count / size);
  await fill(base, {
    bundles: bundles(people[1] - people[0]),
    resources: size,
    bundle: (i) =>
      transaction(patients(people[0] + i * size, Math.min(people[1], people[0] + (i + 1) * size))),
  });
  await fill(base, {
    bundles: bundles(to - from),
    resources: size,
    bundle: (i) => transaction(observations(from + i * size, Math.min(to, from + (i + 1) * size))),
  });
}

/** The median time of a search in milliseconds, and how many resources it finds; a link instead of a search is followed. */
async function time(base: string, path: string): Promise<{ ms: number; found: number }> {
  const times: number[] = [];
  let found = 0;
  const until = performance.now() + 1500;
  while (times.length < 5 || (times.length < 60 && performance.now() < until)) {
    const begun = performance.now();
    const answer = await fetch(`${base}/${path}`);
    const text = await answer.text();
    times.push(performance.now() - begun);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
    const { entry = [], total } = JSON.parse(text) as { entry?: unknown[]; total?: number };
    found = path.includes('_summary=count') || path.includes('_total') ? (total ?? 0) : entry.length;
  }
  times.sort((a, b) => a - b);
  return { ms: times[Math.floor(times.length / 2)] as number, found };
}

/** The path of the page that lies `pages` behind the first one of a search. */
async function deepPage(base: string, path: string, pages: number): Promise<string> {
  let at = path;
  for (let page = 0; page < pages; page++) {
    const { link } = (await (await fetch(`${base}/${at}`)).json()) as {
      link: { relation: string; url: string }[];
    };
    const next = link.find(({ relation }) => relation === 'next')?.url;
    if (!next) throw new Error(`${path} has fewer than ${pages} pages`);
    at = next.slice(next.indexOf('/fhir/') + '/fhir/'.length);
  }
  return at;
}

const server = await start(SERVER, '/fhir/metadata', { MONGODB_URL: '' });
const base = `${server.url}/fhir`;
const growths = new Map<string, Growth>(CLASSES.map(({ name }) => [name, { name, sizes: [] }]));
try {
  let stored = 0;
  for (const size of SIZES) {
    await grow(base, stored, size);
    stored = size;
    for (const { name, path, page } of CLASSES) {
      const measured = await time(base, page ? await deepPage(base, path, page) : path);
      growths.get(name)?.sizes.push({ size, ...measured });
    }
  }
} finally {
  await server.stop();
}

const number = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
console.log(
  `| search | ${SIZES.map((size) => `${number(size)}: found, ms`).join(' | ')} | time x | found x |`,
);
console.log(`| --- | ${SIZES.map(() => '---').join(' | ')} | --- | --- |`);
for (const { name, sizes } of growths.values()) {
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (!first || !last) continue;
  const cells = sizes.map(({ found, ms }) => `${number(found)}, ${number(ms, 2)}`);
  const grown = [last.ms / first.ms, last.found / Math.max(1, first.found)].map((x) => number(x, 1));
  console.log(`| ${name} | ${cells.join(' | ')} | ${grown.join(' | ')} |`);
}
writeFileSync(new URL('growth.svg', import.meta.url), plot([...growths.values()], SIZES));
