import { loadDefinitions } from '#conformance/definitions.ts';
import { createValidator } from '#validation/validate.ts';
import { profile, structuresWith } from '../../conformance/snapshot/structures.ts';
import { observation, patient } from '../issues-of.ts';

const named = profile('named', 'Patient', [{ path: 'Patient.name', min: 1 }]);
const broken = profile('broken', 'Patient', [{ path: 'Patient.nonsense', min: 1 }]);
const validator = createValidator(loadDefinitions(), { structures: structuresWith(named, broken) });

function issuesOf(resource: Parameters<typeof validator.validate>[0], profiles?: string[]): string[] {
  return validator
    .validate(resource, profiles)
    .map(({ severity, code, expression }) => `${severity} ${code} ${expression}`);
}

it('checks the profiles that a resource claims', () => {
  expect(issuesOf(patient({ meta: { profile: [named.url] } }))).toEqual(['error required Patient']);
  expect(issuesOf(patient({ meta: { profile: [named.url] }, name: [{ text: 'x' }] }))).toEqual([]);
});

it('checks those that are asked for', () => {
  expect(issuesOf(patient({}), [named.url as string])).toEqual(['error required Patient']);
});

it('warns of one that is not known, and of another version than is known', () => {
  expect(issuesOf(patient({ meta: { profile: ['http://a.org/none'] } }))).toEqual([
    'warning not-found Patient.meta.profile[0]',
  ]);
  expect(issuesOf(patient({ meta: { profile: [`${named.url}|9`] } }))).toEqual([
    'warning not-found Patient.meta.profile[0]',
  ]);
});

it('refuses one of another type, and one without a snapshot that can be made', () => {
  expect(issuesOf(observation({ meta: { profile: [named.url] } }))).toEqual([
    'error structure Observation.meta.profile[0]',
  ]);
  expect(issuesOf(patient({ meta: { profile: [broken.url] } }))).toEqual([
    'error processing Patient.meta.profile[0]',
  ]);
});

it('knows the profiles of R4 itself', () => {
  const bp = 'http://hl7.org/fhir/StructureDefinition/bp';
  const issues = issuesOf(observation({ meta: { profile: [bp] } }));
  expect(issues).toContain('error required Observation');
  expect(issues).toContain('error structure Observation.value.ofType(Quantity)');
});

it('checks the resources of a Bundle where they stand', () => {
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ resource: patient({ meta: { profile: [named.url] } }) }],
  };
  expect(issuesOf(bundle)).toEqual(['error required Bundle.entry[0].resource']);
});
