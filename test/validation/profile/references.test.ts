import { BASE, profile } from '../../conformance/snapshot/structures.ts';
import { observation, patient } from '../issues-of.ts';
import { issuesAgainst } from './profiled.ts';

const named = profile('named', 'Patient', [{ path: 'Patient.name', min: 1 }]);
const ofNamed = profile('p', 'Observation', [
  { path: 'Observation.subject', type: [{ code: 'Reference', targetProfile: [named.url as string] }] },
]);

it('limits the types that a reference may lead to', () => {
  expect(issuesAgainst(observation({ subject: { reference: 'Group/1' } }), ofNamed, named)).toEqual([
    'structure Observation.subject p#Observation.subject',
  ]);
});

it('checks the profile of a contained resource that is referred to', () => {
  const of = (name: unknown) =>
    observation({ contained: [patient({ id: 'p', name })], subject: { reference: '#p' } });
  expect(issuesAgainst(of([{ text: 'x' }]), ofNamed, named)).toEqual([]);
  expect(issuesAgainst(of(undefined), ofNamed, named)).toEqual([
    'structure Observation.subject p#Observation.subject',
  ]);
});

it('checks the profile of a resource of the same Bundle', () => {
  const bundleOf = (name: unknown) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      { fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000001', resource: patient(name ? { name } : {}) },
      {
        fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000002',
        resource: observation({
          meta: { profile: [ofNamed.url] },
          subject: { reference: 'urn:uuid:00000000-0000-4000-8000-000000000001' },
        }),
      },
    ],
  });
  const any = profile('any', 'Bundle', []);
  expect(issuesAgainst(bundleOf([{ text: 'x' }]), any, ofNamed, named)).toEqual([]);
  expect(issuesAgainst(bundleOf(undefined), any, ofNamed, named)).toEqual([
    'structure Bundle.entry[1].resource.subject p#Observation.subject',
  ]);
});

it('leaves what is not at hand unfetched', () => {
  expect(issuesAgainst(observation({ subject: { reference: 'Patient/1' } }), ofNamed, named)).toEqual([]);
});

it('checks a datatype against the profile of its type', () => {
  const issues = (high: object) =>
    issuesAgainst(
      observation({ referenceRange: [{ high }] }),
      profile('q', 'Observation', [
        {
          path: 'Observation.referenceRange.high',
          type: [{ code: 'Quantity', profile: ['http://a.org/coded'] }],
        },
      ]),
      profile('coded', 'Quantity', [{ path: 'Quantity.code', min: 1 }], {
        kind: 'complex-type',
        baseDefinition: `${BASE}Quantity`,
      }),
    );
  expect(issues({ value: 1, system: 'http://unitsofmeasure.org', code: '%' })).toEqual([]);
  expect(issues({ value: 1 })).toEqual(['required Observation.referenceRange[0].high coded#Quantity.code']);
});
