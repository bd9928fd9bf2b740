/*
 * How long hostile bodies of some 100 kB hold the event loop (the longest step) and take in all, in a process that has
 * done nothing but its warm-up, and once more.
 *
 *   node bench/validation/hostile.ts [seed] [part of a name]
 */
import { loadDefinitions } from '#conformance/definitions.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator, type Validator } from '#validation/validate.ts';
import { warmUp } from '#validation/warm-up.ts';
import { hostileBodies } from './hostile/hostile-bodies.ts';

interface Cost {
  longest: number;
  total: number;
  steps: number;
  issues: number;
}

async function costOf(validator: Validator, resource: Resource): Promise<Cost> {
  const cost = { longest: 0, total: 0, steps: 0, issues: 0 };
  const issues = await validator.validateInSteps(resource, [], async (step) => {
    const start = performance.now();
    const result = step();
    const took = performance.now() - start;
    cost.longest = Math.max(cost.longest, took);
    cost.total += took;
    cost.steps++;
    return result;
  });
  return { ...cost, issues: issues.length };
}

const [seed = '1', part = ''] = process.argv.slice(2);
const definitions = loadDefinitions();
const validator = createValidator(definitions);
await warmUp(validator, definitions, () => true);
const columns = ['longest step', 'in all', 'again longest', 'again in all', 'steps', 'issues', 'bytes'];
console.log('ms'.padEnd(46), columns.map((column) => column.padStart(13)).join(' '));
const costs: [string, Cost, Cost, number][] = [];
for (const [name, body] of hostileBodies(Number(seed))) {
  if (!name.includes(part)) continue;
  const text = JSON.stringify(body);
  const resource = parseJson(text) as Resource;
  costs.push([name, await costOf(validator, resource), await costOf(validator, resource), text.length]);
}
costs.sort(([, a], [, b]) => b.longest - a.longest);
for (const [name, first, again, bytes] of costs) {
  const times = [first.longest, first.total, again.longest, again.total].map((ms) =>
    ms.toFixed(1).padStart(13),
  );
  const counts = [first.steps, first.issues, bytes].map((count) => String(count).padStart(13));
  console.log(name.padEnd(46), [...times, ...counts].join(' '));
}
