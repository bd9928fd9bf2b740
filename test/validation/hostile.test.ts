import { loadDefinitions } from '#conformance/definitions.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator } from '#validation/validate.ts';
import { warmUp } from '#validation/warm-up.ts';
import { hostileBodies } from '../../bench/validation/hostile/hostile-bodies.ts';

const definitions = loadDefinitions();
const validator = createValidator(definitions);
const bodies = [...hostileBodies(7, 6)] as [string, Resource][];

const errors = (issues: Issue[]) =>
  issues
    .filter(({ severity, code }) => severity === 'error' && code !== 'incomplete')
    .map(({ code, expression, source }) => `${code} ${expression} ${source}`)
    .sort();

/** The issues found in steps, each of which is taken twice, and how many steps there were. */
async function inSteps(resource: Resource): Promise<{ issues: Issue[]; steps: number }> {
  let steps = 0;
  const issues = await validator.validateInSteps(resource, [], async (step) => {
    steps++;
    step();
    return step();
  });
  return { issues, steps };
}

/** How many values a body holds. */
function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + countValues(each), 1);
}

describe.each(bodies)('%s', (_, body) => {
  it('is judged in steps, taken once or again, as it is at once', async () => {
    const atOnce = validator.validate(body);
    const { issues } = await inSteps(body);
    expect(errors(issues).length).toBe(errors(atOnce).length);
    // Of more than a hundred, which ones are told depends on the order.
    if (atOnce.length < 100) expect(errors(issues)).toEqual(errors(atOnce));
  });
});

it.each(
  bodies.filter(([name]) => /^(?:contained resources|empty objects|concepts, deep|a group)/.test(name)),
)('takes more steps the longer a body is: %s', async (_, body) => {
  const { steps } = await inSteps(body);
  expect(steps).toBeGreaterThan(countValues(body) / 2000);
});

describe('the warm-up', () => {
  it('meets every resource type, and stops when it is not wanted any more', async () => {
    const met: string[] = [];
    const watched = {
      validate: (resource: Resource) => {
        met.push(resource.resourceType);
        return validator.validate(resource);
      },
    };
    await warmUp(watched, definitions, () => true);
    expect(new Set(met)).toEqual(new Set(definitions.resourceTypes));
    const all = met.length;
    await warmUp(watched, definitions, () => met.length < all + 3);
    expect(met.length).toBe(all + 3);
  });
});
