import { loadDefinitions } from '#conformance/definitions.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import { createValidator } from '#validation/validate.ts';
import { observation, patient } from './issues-of.ts';

const validator = createValidator(loadDefinitions());
const named = (issues: Issue[]) =>
  issues.map(({ code, expression, source }) => `${code} ${expression} ${source}`).sort();

/** A Bundle with errors of its own, in its entries, and in one that refers to another. */
const bundle = {
  resourceType: 'Bundle',
  type: 'collection',
  total: 3,
  entry: [
    { fullUrl: 'http://a.org/Patient/1', resource: patient({ id: '1', gender: 'man' }) },
    {
      fullUrl: 'http://a.org/Observation/2',
      resource: observation({ id: '2', status: undefined, subject: { reference: 'Patient/1' } }),
    },
    {
      resource: {
        resourceType: 'Bundle',
        type: 'nothing',
        entry: [{ resource: patient({ colour: 'red' }) }],
      },
    },
  ],
};

it('finds step by step what it finds at once', async () => {
  let steps = 0;
  const inSteps = await validator.validateInSteps(bundle, [], async (step) => {
    steps++;
    return step();
  });
  expect(named(inSteps)).toEqual(named(validator.validate(bundle)));
  expect(named(inSteps)).toContain(
    'code-invalid Bundle.entry[0].resource.gender StructureDefinition/Patient#Patient.gender',
  );
  expect(steps).toBeGreaterThan(bundle.entry.length);
});

it('takes one step for a resource that holds no others', async () => {
  let steps = 0;
  const issues = await validator.validateInSteps(patient({ gender: 'man' }), [], async (step) => {
    steps++;
    return step();
  });
  expect(issues).toHaveLength(1);
  expect(steps).toBe(1);
});

it('forgets what a step has put off when it is taken again', async () => {
  const names = Array.from({ length: 2000 }, (_, i) => ({ id: `n${i % 1999}`, text: 'x' }));
  const body = patient({
    contained: [{ resourceType: 'Organization', id: 'a', name: 'x' }],
    name: names,
    managingOrganization: { reference: '#a' },
  });
  let steps = 0;
  const twice = await validator.validateInSteps(body, [], async (step) => {
    steps++;
    step();
    return step();
  });
  expect(steps).toBeGreaterThan(4);
  expect(named(twice)).toEqual(['value Patient.name[1999].id element.html#id']);
});
