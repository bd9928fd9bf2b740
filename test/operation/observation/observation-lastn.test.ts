import { store } from '../../search/searching.ts';
import { useServer } from '../../server-for-tests.ts';

const server = useServer();

const LOINC = 'http://loinc.org';
const laboratory = [
  {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }],
  },
];
const coded = (...codes: string[]) => ({ coding: codes.map((code) => ({ system: LOINC, code })) });
const observation = (subject: string, code: object, effectiveDateTime?: string, elements: object = {}) => ({
  status: 'final',
  category: laboratory,
  code,
  subject: { reference: `Patient/${subject}` },
  ...(effectiveDateTime ? { effectiveDateTime } : {}),
  ...elements,
});

beforeAll(() =>
  store(server(), {
    'Practitioner/dr': {},
    'Patient/p': {},
    'Patient/q': {},
    'Patient/codes': {},
    // In no order of time.
    'Observation/a2': observation('p', coded('a'), '2025-02-01T08:00:00Z'),
    'Observation/a4': observation('p', coded('a'), '2025-04-01T08:00:00Z', {
      performer: [{ reference: 'Practitioner/dr' }],
    }),
    'Observation/a1': observation('p', coded('a'), '2025-01-01T08:00:00Z'),
    'Observation/a3': observation('p', coded('a'), '2025-03-01T08:00:00Z'),
    'Observation/b1': observation('p', coded('b'), '2025-05-01'),
    'Observation/b2': observation('p', coded('b'), undefined, {
      effectivePeriod: { start: '2025-01-01', end: '2025-12-31' },
    }),
    'Observation/wrong': observation('p', coded('b'), '2025-06-01', { status: 'entered-in-error' }),
    'Observation/tie1': observation('p', coded('t'), '2025-01-01T10:00:00+07:00'),
    'Observation/tie2': observation('p', coded('t'), '2025-01-01T03:00:00Z'),
    'Observation/tie3': observation('p', coded('t'), '2024-12-31'),
    'Observation/undated1': observation('p', coded('u')),
    'Observation/undated2': observation('p', coded('u')),
    'Observation/q1': observation('q', coded('a'), '2025-09-01'),
    // The table of observation-operation-lastn.html, and one concept that makes two codes equal.
    'Observation/c-a': observation('codes', coded('1'), '2025-01-01'),
    'Observation/c-b': observation('codes', coded('2'), '2025-01-02'),
    'Observation/c-ab': observation('codes', coded('1', '2'), '2025-01-03'),
    'Observation/other-system': observation(
      'codes',
      { coding: [{ system: 'urn:other', code: '1' }] },
      '2025-01-04',
    ),
    'Observation/text1': observation('codes', { text: 'Text' }, '2025-01-05'),
    'Observation/text2': observation('codes', { text: 'text' }, '2025-01-06'),
    'Observation/text3': observation('codes', { text: 'Text' }, '2025-01-07'),
  }),
);

const lastn = async (query: string) => {
  const { status, entries, issues, resource } = await server().get(`/Observation/$lastn?${query}`);
  if (status !== 200) throw new Error(`${status} ${issues[0]?.diagnostics}`);
  expect(resource.type).toBe('searchset');
  return entries.map(({ resource: one }) => one?.id).join(' ');
};

it.each([
  // Group by group, each from its newest on; the last of a group brings what has the same time.
  ['patient=p&category=laboratory', 'wrong a4 tie2 tie1 undated2'],
  ['patient=p&category=laboratory&status:not=entered-in-error', 'b1 a4 tie2 tie1 undated2'],
  ['patient=p&category=laboratory&max=2', 'wrong b1 a4 a3 tie2 tie1 undated2 undated1'],
  ['patient=p&code=a,t&max=3', 'a4 a3 a2 tie2 tie1 tie3'],
  ['subject=Patient/p&code=http://loinc.org|a&max=100', 'a4 a3 a2 a1'],
  ['patient=p&code=a&date=lt2025-03', 'a2'],
  ['patient=p&code=a,b&max=2&_sort=-date', 'wrong b1 a4 a3'],
  ['patient=p&code-value-quantity=a$5', ''],
  ['patient=nobody&category=laboratory', ''],
  ['patient=p,q&code=a', 'q1 a4'],
  ['patient=p&code=a&_include=Observation:performer', 'a4 dr'],
])('%s', async (query, expected) => {
  expect(await lastn(query)).toBe(expected);
});

it('takes codes for the same that stand in one concept, and texts that are equal', async () => {
  expect(await lastn('patient=codes&category=laboratory')).toBe('text3 text2 other-system c-ab');
  expect(await lastn('patient=codes&category=laboratory&date=lt2025-01-03')).toBe('c-b c-a');
});

it('has its self link, its total and pages', async () => {
  const first = await server().get('/Observation/$lastn?patient=p&category=laboratory&max=2&_count=3');
  expect(first.resource.total).toBe(8);
  expect(first.link('self')).toBe('/Observation/$lastn?max=2&patient=p&category=laboratory&_count=3');
  const second = await server().get(first.link('next') as string);
  const third = await server().get(second.link('next') as string);
  const ids = [first, second, third].map(({ entries }) =>
    entries.map(({ resource }) => resource?.id).join(' '),
  );
  expect(ids).toEqual(['wrong b1 a4', 'a3 tie2 tie1', 'undated2 undated1']);
  expect(third.link('next')).toBeUndefined();
});

it('gives the number alone, and parts of the resources', async () => {
  const { resource, entries } = await server().get('/Observation/$lastn?patient=p&code=a&_summary=count');
  expect([resource.total, entries]).toEqual([1, []]);
  const part = await server().get('/Observation/$lastn?patient=p&code=a&_elements=status');
  expect(part.entries[0]?.resource).not.toHaveProperty('category');
});

it('is called by POST with Parameters', async () => {
  const parameter = [
    { name: 'max', valuePositiveInt: 2 },
    { name: 'patient', valueReference: { reference: 'Patient/p' } },
    { name: 'code', valueString: 'a' },
  ];
  const { entries } = await server().post('/Observation/$lastn', { resourceType: 'Parameters', parameter });
  expect(entries.map(({ resource }) => resource?.id)).toEqual(['a4', 'a3']);
});

it.each([
  ['category=laboratory', 'required', 'patient or subject is missing'],
  ['patient:missing=false&category=laboratory', 'required', 'patient or subject is missing'],
  ['patient=p', 'required', 'category is missing'],
  ['patient=p&date=2025', 'required', 'category is missing'],
  ['patient=p&code=a&max=0', 'invalid', "'0' of max is no whole number from 1 on"],
  ['patient=p&code=a&max=1&max=2', 'invalid', 'max is given more than once'],
  ['patient=p&code=a&_sort=code', 'invalid', "'code' is no order of it"],
  ['patient=p&code=a&_contained=true', 'invalid', 'Observations of their own'],
  ['patient=p&code=a&colour=red', 'invalid', "Observation has no search parameter 'colour'"],
])('refuses %s', async (query, code, diagnostics) => {
  const { status, issues } = await server().get(`/Observation/$lastn?${query}`);
  expect([status, issues[0]?.code]).toEqual([400, code]);
  expect(issues[0]?.diagnostics).toContain(diagnostics);
});

it.each([
  [{ resourceType: 'Patient' }, undefined],
  [
    { resourceType: 'Parameters', parameter: [{ name: 'patient', valuePeriod: {} }] },
    ['Parameters.parameter[0]'],
  ],
  [{ resourceType: 'Parameters', parameter: [{ valueString: 'a' }] }, ['Parameters.parameter[0]']],
])('refuses a body that holds no search: %j', async (body, expression) => {
  const { status, issues } = await server().post('/Observation/$lastn', body);
  expect([status, issues[0]?.expression]).toEqual([400, expression]);
});
