/**
 * The server's speed on each of its stores, beside a bare Express application, in one run on one machine:
 *
 *   npm run bench                          all, on SQLite, with 100,000 Observations for the searches
 *   npm run bench -- read create           some
 *   OBSERVATIONS=1000000 npm run bench -- search
 *   BENCH_MONGODB_URL=mongodb://127.0.0.1:27017/?replicaSet=rs0 npm run bench      on MongoDB too
 *
 * In brackets stands a rate divided by the one in the first column.
 */
import type { Load } from './load.ts';
import { PARTS, type Part } from './parts.ts';
import { residentMegabytes } from './start.ts';
import { bareExpress, type System, stores } from './systems.ts';

/** All steps of a part on one system. */
async function measure(part: Part, system: System): Promise<{ started: string; loads: Load[] }> {
  const server = await system.start();
  try {
    const memory = await residentMegabytes(server.process);
    const loads: Load[] = [];
    for (const step of part.steps) loads.push(await step.measure(server.url));
    return { started: `${server.startUp.toFixed(0)} ms, ${memory ?? '?'} MB`, loads };
  } finally {
    await server.stop();
  }
}

function cell({ rate, p50, p99, failed }: Load, first: Load): string {
  const ratio = rate === first.rate ? '' : ` (${(rate / first.rate).toFixed(2)})`;
  return `${rate.toFixed(0)}/s${ratio} ${p50}/${p99} ms${failed ? ` ${failed} FAILED` : ''}`;
}

const line = (name: string, cells: string[]) =>
  console.log(name.padEnd(46) + cells.map((text) => text.padStart(32)).join(''));

async function run(name: string, part: Part): Promise<void> {
  const systems = [...stores(), ...(part.withPeer ? [bareExpress] : [])];
  const results: Awaited<ReturnType<typeof measure>>[] = [];
  for (const system of systems) results.push(await measure(part, system));
  line(
    `-- ${name}: rate, p50/p99`,
    systems.map((system) => system.name),
  );
  line(
    'first answer after, resident then',
    results.map(({ started }) => started),
  );
  for (const [i, step] of part.steps.entries()) {
    const loads = results.map((result) => result.loads[i] as Load);
    line(
      step.name,
      loads.map((load) => cell(load, loads[0] as Load)),
    );
  }
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in PARTS));
if (unknown.length) throw new Error(`no such part: ${unknown}; there are ${Object.keys(PARTS)}`);
for (const [name, part] of Object.entries(PARTS))
  if (!asked.length || asked.includes(name)) await run(name, part);
