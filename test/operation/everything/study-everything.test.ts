import { store } from '../../search/searching.ts';
import { useServer } from '../../server-for-tests.ts';
import { allPages } from './all-pages.ts';

const server = useServer();

const subject = (patient: string, study: string) => ({
  status: 'on-study',
  individual: { reference: `Patient/${patient}` },
  study: { reference: `ResearchStudy/${study}` },
});
const observation = (patient: string, elements: object = {}) => ({
  status: 'final',
  code: { text: 'HbA1c' },
  subject: { reference: `Patient/${patient}` },
  ...elements,
});
const definition = (name: string) => ({ status: 'active', url: `https://example.org/${name}` });

beforeAll(() =>
  store(server(), {
    'Observation/a1': observation('a', { performer: [{ reference: 'Practitioner/dr' }] }),
    'ResearchStudy/one': {
      status: 'active',
      extension: [
        { url: 'https://example.org/eligibility', valueReference: { reference: 'Group/eligible' } },
        { url: 'https://example.org/outcome', valueCanonical: 'https://example.org/outcome|1' },
      ],
      sponsor: { reference: 'Organization/sponsor' },
      site: [{ reference: 'Location/site' }],
      protocol: [{ reference: 'PlanDefinition/schedule' }],
      enrollment: [{ reference: 'Group/enrolled' }],
    },
    'ResearchStudy/two': { status: 'active', protocol: [{ reference: 'PlanDefinition/other' }] },
    'PlanDefinition/schedule': {
      ...definition('schedule'),
      action: [
        { action: [{ definitionCanonical: 'https://example.org/draw-blood' }] },
        { definitionCanonical: 'https://example.org/questions' },
      ],
    },
    'PlanDefinition/other': definition('other'),
    'ActivityDefinition/draw-blood': {
      ...definition('draw-blood'),
      library: ['https://example.org/logic'],
    },
    'Library/logic': { ...definition('logic'), type: { text: 'logic' } },
    'Questionnaire/questions': definition('questions'),
    'Measure/outcome': { ...definition('outcome'), version: '1' },
    'Measure/outcome-2': { ...definition('outcome'), version: '2' },
    'Group/eligible': { type: 'person', actual: false },
    'Group/enrolled': {
      type: 'person',
      actual: true,
      member: [{ entity: { reference: 'Patient/a' } }, { entity: { reference: 'Patient/b' } }],
    },
    'Organization/sponsor': { name: 'Sponsor' },
    'Organization/hospital': { name: 'Hospital' },
    'Location/site': { managingOrganization: { reference: 'Organization/hospital' } },
    'Practitioner/dr': {},
    'Patient/a': {},
    'Patient/b': {},
    'Patient/stranger': {},
    'ResearchSubject/a': subject('a', 'one'),
    'ResearchSubject/b': subject('b', 'one'),
    'ResearchSubject/a2': subject('a', 'two'),
    'ResearchSubject/stranger': subject('stranger', 'two'),
    'Observation/b1': observation('b', { effectiveDateTime: '2025-07-17' }),
    'Observation/stranger': observation('stranger'),
    'Medication/lot': { batch: { lotNumber: 'A12' }, manufacturer: { reference: 'Organization/sponsor' } },
    'MedicationAdministration/dose': {
      status: 'completed',
      subject: { reference: 'Patient/b' },
      medicationReference: { reference: 'Medication/lot' },
      effectiveDateTime: '2025-08-17',
      contained: [
        { resourceType: 'PractitionerRole', id: 'role', practitioner: { reference: 'Practitioner/dr' } },
      ],
      performer: [{ actor: { reference: '#role' } }],
    },
    'AdverseEvent/fall': { actuality: 'actual', subject: { reference: 'Patient/b' } },
  }),
);

const RECORD = [
  'AdverseEvent/fall',
  'Group/enrolled',
  'MedicationAdministration/dose',
  'Observation/a1',
  'Observation/b1',
  'Patient/a',
  'Patient/b',
  'ResearchStudy/one',
  'ResearchSubject/a',
  'ResearchSubject/b',
];
const SUPPORT = [
  'ActivityDefinition/draw-blood',
  'Group/eligible',
  'Library/logic',
  'Location/site',
  'Measure/outcome',
  'Medication/lot',
  'Organization/hospital',
  'Organization/sponsor',
  'PlanDefinition/schedule',
  'Practitioner/dr',
  'Questionnaire/questions',
];

it.each([1, 3, 1000])('gives the whole study in pages of %i, the study first', async (count) => {
  const { matches, included, outcomes } = await allPages(
    server(),
    `/ResearchStudy/one/$everything?_count=${count}`,
  );
  expect(matches[0]).toBe('ResearchStudy/one');
  expect(matches.toSorted()).toEqual(RECORD);
  expect(included).toEqual(SUPPORT);
  expect(outcomes).toEqual([]);
});

it.each([
  ['_type=ResearchSubject', 'ResearchSubject/a ResearchSubject/b', ''],
  ['_type=ResearchStudy,PlanDefinition', 'ResearchStudy/one', 'PlanDefinition/schedule'],
  [
    'start=2025-08&_type=Observation,MedicationAdministration',
    'MedicationAdministration/dose Observation/a1',
    '',
  ],
])('is narrowed by %s', async (query, expected, support) => {
  const { matches, included } = await allPages(server(), `/ResearchStudy/one/$everything?${query}`);
  expect([matches.toSorted().join(' '), included.join(' ')]).toEqual([expected, support]);
});

it('gives a study without subjects', async () => {
  await store(server(), { 'ResearchStudy/new': { status: 'in-review' } });
  expect((await allPages(server(), '/ResearchStudy/new/$everything')).matches).toEqual(['ResearchStudy/new']);
});

it.each([
  ['/ResearchStudy/none/$everything', 404, 'not-found'],
  ['/ResearchStudy/one/$everything?visit=1', 400, 'not-supported'],
  ['/ResearchStudy/$everything', 404, 'not-supported'],
])('refuses %s', async (path, status, code) => {
  const reply = await server().get(path);
  expect([reply.status, reply.issues[0]?.code]).toEqual([status, code]);
});
