import { issuesOf, observation } from './issues-of.ts';

const holder = (contained: unknown, subject: unknown = { reference: '#p' }) =>
  issuesOf(observation({ contained: [contained], subject }));
const p = { resourceType: 'Patient', id: 'p' };

it('takes a contained resource that something refers to', () => {
  expect(holder(p)).toEqual([]);
});

it('takes one that refers to its container', () => {
  const provenance = {
    resourceType: 'Provenance',
    id: 'o',
    target: [{ reference: '#' }],
    recorded: '2026-03-02T08:15:00Z',
    agent: [{ who: { reference: 'Practitioner/1' } }],
  };
  expect(holder(provenance, { reference: 'Patient/1' })).toEqual([]);
});

it('takes one that a canonical refers to', () => {
  const questionnaire = { resourceType: 'Questionnaire', id: 'q', status: 'draft' };
  expect(
    issuesOf({
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      questionnaire: '#q',
      contained: [questionnaire],
    }),
  ).toEqual([]);
});

it('refuses one that nothing refers to', () => {
  expect(holder(p, { reference: 'Patient/1' })).toEqual(['invariant Observation.contained[0] dom-3']);
});

it('wants an id, and no version, time or label of its own', () => {
  expect(holder({ resourceType: 'Patient' }, { reference: 'Patient/1' })).toEqual([
    'required Observation.contained[0] references.html#contained',
  ]);
  expect(holder({ ...p, meta: { versionId: '1' } })).toEqual([
    'invariant Observation.contained[0].meta.versionId dom-4',
  ]);
  expect(holder({ ...p, meta: { lastUpdated: '2026-01-01T00:00:00Z' } })).toEqual([
    'invariant Observation.contained[0].meta.lastUpdated dom-4',
  ]);
  expect(holder({ ...p, meta: { security: [{ system: 'http://a.org', code: 'R' }] } })).toEqual([
    'invariant Observation.contained[0].meta.security dom-5',
  ]);
});

it('refuses containment in what is contained', () => {
  const managing = {
    ...p,
    contained: [{ resourceType: 'Organization', id: 'o', name: 'x' }],
    managingOrganization: { reference: '#o' },
  };
  expect(holder(managing)).toContain('invariant Observation.contained[0].contained dom-2');
});

it('validates the contained resource itself', () => {
  expect(holder({ ...p, gender: 'm' })).toEqual([
    'code-invalid Observation.contained[0].gender StructureDefinition/Patient#Patient.gender',
  ]);
  expect(holder({ id: 'p', resourceType: 'Pasien' })).toContain(
    'structure Observation.contained[0] json.html#resources',
  );
});
