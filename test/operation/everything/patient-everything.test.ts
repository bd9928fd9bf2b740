import { store } from '../../search/searching.ts';
import { useServer } from '../../server-for-tests.ts';
import { allPages } from './all-pages.ts';

const server = useServer();

const code = { coding: [{ system: 'http://loinc.org', code: '4548-4' }] };
const observation = (subject: string, elements: object = {}) => ({
  status: 'final',
  code,
  subject: { reference: subject },
  ...elements,
});

beforeAll(async () => {
  await store(server(), {
    'Organization/hospital': { name: 'Hospital', partOf: { reference: 'Organization/owner' } },
    'Organization/owner': { name: 'Owner' },
    'Practitioner/dr': { active: true },
    'PractitionerRole/role': {
      practitioner: { reference: 'Practitioner/dr' },
      organization: { reference: 'Organization/hospital' },
    },
    'Questionnaire/dqol': {
      status: 'active',
      url: 'https://example.org/Questionnaire/dqol',
      version: '2',
      derivedFrom: ['https://example.org/Questionnaire/base'],
    },
    'Questionnaire/base': { status: 'active', url: 'https://example.org/Questionnaire/base' },
    'Binary/scan': { contentType: 'text/plain', data: 'c2Nhbg==' },
    'Observation/calibration': { status: 'final', code },
    'Observation/a1': observation('Patient/a', {
      effectiveDateTime: '2025-07-17',
      performer: [{ reference: 'PractitionerRole/role' }],
      derivedFrom: [{ reference: 'Observation/calibration' }, { reference: 'Observation/b1' }],
    }),
    'Patient/a': { active: true },
    'Patient/b': { active: true },
    'Patient/gone': { active: true },
    'Observation/a2': observation('Patient/a', { effectiveDateTime: '2025-10-17' }),
    'Observation/undated': observation('Patient/a'),
    'Observation/b1': observation('Patient/b'),
    'Group/both': {
      type: 'person',
      actual: true,
      member: [{ entity: { reference: 'Patient/a' } }, { entity: { reference: 'Patient/b' } }],
    },
    'Condition/c': {
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'resolved' }],
      },
      subject: { reference: 'Patient/a' },
      onsetDateTime: '2025-01-05',
      abatementDateTime: '2025-12-05',
    },
    'MedicationRequest/mr': {
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: 'Metformin' },
      subject: { reference: 'Patient/a' },
      authoredOn: '2025-09-01',
    },
    'QuestionnaireResponse/qr': {
      status: 'completed',
      questionnaire: 'https://example.org/Questionnaire/dqol|2',
      subject: { reference: 'Patient/a' },
      authored: '2025-10-17',
    },
    'DocumentReference/doc': {
      status: 'current',
      subject: { reference: 'Patient/a' },
      content: [{ attachment: { url: 'Binary/scan' } }],
    },
    'Provenance/p': {
      target: [{ reference: 'Observation/a2' }],
      recorded: '2025-10-18T08:00:00Z',
      agent: [{ who: { reference: 'Organization/hospital' } }],
    },
  });
  await server().delete('/Patient/gone');
});

const RECORD = [
  'Condition/c',
  'DocumentReference/doc',
  'Group/both',
  'MedicationRequest/mr',
  'Observation/a1',
  'Observation/a2',
  'Observation/undated',
  'Patient/a',
  'QuestionnaireResponse/qr',
];
const SUPPORT = [
  'Binary/scan',
  'Observation/calibration',
  'Organization/hospital',
  'Organization/owner',
  'Practitioner/dr',
  'PractitionerRole/role',
  'Provenance/p',
  'Questionnaire/dqol',
];

it('gives the whole record at once, the patient first, with all that it refers to', async () => {
  const { matches, included, pages } = await allPages(server(), '/Patient/a/$everything');
  expect(matches[0]).toBe('Patient/a');
  expect(matches.toSorted()).toEqual(RECORD);
  expect(included).toEqual(SUPPORT);
  expect(pages).toHaveLength(1);
  expect(pages[0]?.resource.total).toBe(RECORD.length);
  expect(pages[0]?.link('self')).toBe('/Patient/a/$everything');
});

it.each([1, 2, 4, 100])('gives each match once on pages of %i', async (count) => {
  const whole = await allPages(server(), '/Patient/a/$everything');
  const { matches, included, pages } = await allPages(server(), `/Patient/a/$everything?_count=${count}`);
  expect(matches).toEqual(whole.matches);
  expect(included).toEqual(whole.included);
  for (const { entries } of pages)
    expect(entries.filter(({ search }) => search?.mode === 'match').length).toBeLessThanOrEqual(count);
  expect(pages.at(-1)?.link('self')).toContain(`_count=${count}`);
});

it('tells that records of others are referred to, and does not give them', async () => {
  const { outcomes } = await allPages(server(), '/Patient/a/$everything');
  expect(outcomes).toEqual([
    {
      resourceType: 'OperationOutcome',
      issue: [
        expect.objectContaining({
          severity: 'information',
          code: 'suppressed',
          diagnostics: expect.stringContaining('refer to 2 that belong to the records of other patients'),
        }),
      ],
    },
  ]);
});

const given = async (query: string) => {
  const { matches, included } = await allPages(server(), `/Patient/a/$everything?${query}`);
  return { matches: matches.toSorted().join(' '), included: included.join(' ') };
};

const UNDATED = ['DocumentReference/doc', 'Group/both', 'Observation/undated', 'Patient/a'];
it.each([
  // The condition lasts, the request has no other date than that of its record.
  ['start=2025-07-01&end=2025-07-31', ['Condition/c', 'Observation/a1']],
  ['start=2025-09', ['Condition/c', 'MedicationRequest/mr', 'Observation/a2', 'QuestionnaireResponse/qr']],
  ['end=2025-09-01', ['Condition/c', 'MedicationRequest/mr', 'Observation/a1']],
  ['end=2024', []],
])('takes care dates, and leaves in what has none: %s', async (query, dated) => {
  expect((await given(query)).matches).toBe([...dated, ...UNDATED].sort().join(' '));
});

it.each([
  ['_type=Observation', 'Observation/a1 Observation/a2 Observation/undated', 'Observation/calibration'],
  ['_type=Patient&_type=Condition', 'Condition/c Patient/a', ''],
  ['_type=Patient,Questionnaire', 'Patient/a', 'Questionnaire/dqol'],
  ['_type=Organization', '', 'Organization/hospital Organization/owner'],
])(
  'gives the types that are asked for, of the record and of what it refers to: %s',
  async (query, matches, included) => {
    expect(await given(query)).toEqual({ matches, included });
  },
);

it('counts with _count=0', async () => {
  const { resource, entries } = await server().get(
    '/Patient/a/$everything?_count=0&_type=Patient,Observation',
  );
  expect([resource.total, entries]).toEqual([4, []]);
});

it('gives what changed since an instant', async () => {
  const { resource } = await server().put('/Observation/undated', {
    resourceType: 'Observation',
    id: 'undated',
    ...observation('Patient/a', { status: 'amended' }),
  });
  const since = resource.meta?.lastUpdated;
  expect((await given(`_since=${since}`)).matches).toBe('Observation/undated');
  // A second is not enough to lose a change.
  expect((await given(`_since=${since?.replace(/\.\d+Z/, 'Z')}`)).matches).toContain('Observation/undated');
  expect((await given('_since=2999-01-01T00:00:00Z')).matches).toBe('');
});

it('misses nothing that is written while pages are turned', async () => {
  await store(server(), {
    'Patient/c': {},
    'Observation/c1': observation('Patient/c'),
    'Observation/c2': observation('Patient/c'),
  });
  const first = await server().get('/Patient/c/$everything?_count=2');
  await store(server(), {
    'Observation/c1': observation('Patient/c', { status: 'amended' }),
    'Observation/c2': observation('Patient/c', { status: 'amended' }),
    'Observation/c3': observation('Patient/c'),
  });
  const rest = await allPages(server(), first.link('next') as string);
  expect(first.entries.map(({ resource }) => resource?.id)).toEqual(['c', 'c1']);
  expect(rest.matches).toEqual(['Observation/c2', 'Observation/c3']);
  expect(rest.pages[0]?.entries[0]?.resource?.status).toBe('amended');
});

it('is called by POST with Parameters, and pages by GET', async () => {
  const parameter = [
    { name: '_type', valueCode: 'Observation' },
    { name: '_count', valueInteger: 2 },
  ];
  const reply = await server().post('/Patient/a/$everything', { resourceType: 'Parameters', parameter });
  expect(reply.status).toBe(200);
  expect(reply.link('self')).toBe('/Patient/a/$everything?_type=Observation&_count=2');
  const { matches } = await allPages(server(), reply.link('next') as string);
  expect(matches).toHaveLength(1);
});

it('gives the records of all patients', async () => {
  const { matches, included, outcomes } = await allPages(server(), '/Patient/$everything?_count=3');
  const others = [
    'Observation/b1',
    'Observation/c1',
    'Observation/c2',
    'Observation/c3',
    'Patient/b',
    'Patient/c',
  ];
  expect(matches.toSorted()).toEqual([...RECORD, ...others].sort());
  expect(included).toEqual(SUPPORT);
  expect(outcomes).toEqual([]);
});

it.each([
  ['/Patient/nobody/$everything', 404, 'not-found', 'Patient/nobody is not there'],
  ['/Patient/gone/$everything', 410, 'deleted', 'Patient/gone was deleted'],
  ['/Patient/a/$everything?start=17.7.2025', 400, 'value', "'17.7.2025' was given for start; a date"],
  ['/Patient/a/$everything?start=2025-13', 400, 'value', "'2025-13' was given for start"],
  ['/Patient/a/$everything?start=2025-08&end=2025-07', 400, 'value', 'not before start, 2025-08'],
  ['/Patient/a/$everything?_since=2025-07-01', 400, 'value', 'an instant with its time zone'],
  ['/Patient/a/$everything?_type=Observation,Labs', 400, 'value', "'Labs' was given for _type"],
  ['/Patient/a/$everything?_count=-1', 400, 'value', "'-1' was given for _count"],
  ['/Patient/a/$everything?_count=ten', 400, 'value', "'ten' was given for _count"],
  ['/Patient/a/$everything?_page=ten', 400, 'invalid', 'start again at the first page'],
  ['/Patient/a/$everything?code=1', 400, 'not-supported', "the parameter 'code' is none of this operation"],
])('refuses %s', async (path, status, issue, diagnostics) => {
  const reply = await server().get(path);
  expect([reply.status, reply.issues[0]?.code]).toEqual([status, issue]);
  expect(reply.issues[0]?.diagnostics).toContain(diagnostics);
});

it('names the place of a wrong parameter in a body', async () => {
  const parameter = [
    { name: '_type', valueCode: 'Observation' },
    { name: '_type', valueCode: 'Labs' },
  ];
  const { status, issues } = await server().post('/Patient/a/$everything', {
    resourceType: 'Parameters',
    parameter,
  });
  expect([status, issues[0]?.expression]).toEqual([400, ['Parameters.parameter[1].valueCode']]);
});
