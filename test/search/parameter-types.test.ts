import { useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer();
const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';

const observation = (code: string, elements: object) => ({
  status: 'final',
  code: { coding: [{ system: LOINC, code }], text: 'HbA1c, measured' },
  ...elements,
});
const quantity = (value: number, unit = '%') => ({
  valueQuantity: { value, unit, system: UCUM, code: unit },
});

beforeAll(() =>
  store(server(), {
    'Patient/muller': {
      active: true,
      name: [{ family: 'Müller', given: ['Änne', 'Maria'] }],
      gender: 'female',
      birthDate: '1980-05-01',
      identifier: [
        { system: 'urn:s', value: 'a,b|c' },
        { system: 'urn:t', value: 'X' },
      ],
      telecom: [{ system: 'phone', value: '555 1' }],
      address: [{ city: 'Semarang', line: ['Jl. Kedungmundu 18'] }],
    },
    'Patient/muellerin': {
      active: false,
      name: [{ family: 'Muellerin', given: ['Max'] }],
      gender: 'male',
      birthDate: '1980',
      identifier: [{ value: 'X' }],
      managingOrganization: { reference: 'Organization/unimus' },
    },
    'Patient/nameless': { deceasedBoolean: false },
    'Organization/unimus': { name: 'UNIMUS' },
    'Observation/low': observation('4548-4', {
      ...quantity(5.4),
      effectiveDateTime: '2025-06-10',
      subject: { reference: 'Patient/muller' },
    }),
    'Observation/high': observation('4548-4', {
      ...quantity(7.1),
      effectiveDateTime: '2025-06-30T23:30:00-01:00',
      subject: { reference: 'Patient/muellerin' },
    }),
    'Observation/mmol': observation('59261-8', {
      ...quantity(38, 'mmol/mol'),
      effectivePeriod: { start: '2025-05-20', end: '2025-06-15' },
      subject: { identifier: { system: 'urn:s', value: 'by-identifier' } },
    }),
    'Observation/contained': observation('718-7', {
      contained: [{ resourceType: 'Patient', id: 'p', name: [{ family: 'Inside' }] }],
      subject: { reference: '#p' },
      valueCodeableConcept: { coding: [{ system: 'urn:result', code: 'POS' }] },
      effectiveDateTime: '2024',
    }),
    'ValueSet/codes': { url: 'http://example.org/fhir/ValueSet/codes', version: '2.0', status: 'active' },
    'RiskAssessment/small': {
      status: 'final',
      subject: { reference: 'Patient/muller' },
      prediction: [{ probabilityDecimal: 0.1 }],
    },
    'RiskAssessment/big': {
      status: 'final',
      subject: { reference: 'http://elsewhere.example/fhir/Patient/9' },
      prediction: [{ probabilityDecimal: 0.8 }],
    },
  }),
);

/** [search, the ids that it finds] */
const SEARCHES: Record<string, [search: string, ids: string][]> = {
  string: [
    ['Patient?family=mull', 'muller'],
    ['Patient?family=MÜLL', 'muller'],
    ['Patient?name=änne', 'muller'],
    ['Patient?name=maria', 'muller'],
    ['Patient?name=ller', ''],
    ['Patient?name:contains=LLER', 'muller muellerin'],
    ['Patient?family:exact=Müller', 'muller'],
    ['Patient?family:exact=müller', ''],
    ['Patient?family=mull,muell', 'muller muellerin'],
    ['Patient?family=m&given=max', 'muellerin'],
    ['Patient?address=kedung', ''],
    ['Patient?address=Jl.%20Kedung', 'muller'],
    ['Patient?family:missing=true', 'nameless'],
    ['Patient?family:missing=false', 'muller muellerin'],
  ],
  token: [
    ['Patient?gender=female', 'muller'],
    ['Patient?gender=female,male', 'muller muellerin'],
    ['Patient?gender:not=female', 'muellerin nameless'],
    ['Patient?gender:not=female,male', 'nameless'],
    ['Patient?active=true', 'muller'],
    ['Patient?active:missing=true', 'nameless'],
    ['Patient?identifier=X', 'muller muellerin'],
    ['Patient?identifier=x', ''],
    ['Patient?identifier=urn:t|X', 'muller'],
    ['Patient?identifier=|X', 'muellerin'],
    ['Patient?identifier=urn:t|', 'muller'],
    ['Patient?identifier=urn:s|a%5C,b%5C|c', 'muller'],
    ['Patient?phone=555+1', 'muller'],
    ['Patient?deceased=false', 'muller muellerin nameless'],
    [`Observation?code=${LOINC}|4548-4`, 'low high'],
    [`Observation?code=${encodeURIComponent(`${LOINC}|4548-4`)}`, 'low high'],
    ['Observation?code=4548-4,718-7', 'low high contained'],
    ['Observation?value-concept=POS', 'contained'],
    ['Observation?status=final&code=718-7', 'contained'],
    ['Patient?_id=muller,nobody', 'muller'],
    ['Patient?_id:not=muller', 'muellerin nameless'],
    ['Patient?_id:missing=true', ''],
    ['Patient?_lastUpdated:missing=false', 'muller muellerin nameless'],
  ],
  date: [
    ['Observation?date=2025-06', 'low'],
    ['Observation?date=2025-06-10', 'low'],
    ['Observation?date=2025', 'low high mmol'],
    ['Observation?date=ne2025', 'contained'],
    ['Observation?date=gt2025-06-10', 'high mmol'],
    ['Observation?date=ge2025-06-10', 'low high mmol'],
    ['Observation?date=lt2025-06-10', 'mmol contained'],
    ['Observation?date=le2025-06-10', 'low mmol contained'],
    ['Observation?date=sa2025-06-10', 'high'],
    ['Observation?date=eb2025-05-20', 'contained'],
    ['Observation?date=ge2025-06-01&date=lt2025-07-01', 'low mmol'],
    ['Observation?date=2025-07-01T00:30:00Z', 'high'],
    ['Observation?date=2025-07-01T07:30:00%2B07:00', 'high'],
    ['Patient?birthdate=1980', 'muller muellerin'],
    ['Patient?birthdate=1980-05', 'muller'],
    ['Patient?birthdate:missing=true', 'nameless'],
  ],
  number: [
    ['RiskAssessment?probability=0.1', 'small'],
    ['RiskAssessment?probability=1e-1', 'small'],
    ['RiskAssessment?probability=ne0.1', 'big'],
    ['RiskAssessment?probability=gt0.1', 'big'],
    ['RiskAssessment?probability=ge0.1', 'small big'],
    ['RiskAssessment?probability=lt0.8', 'small'],
    ['RiskAssessment?probability=le.8', 'small big'],
    ['RiskAssessment?probability=ap0.75', 'big'],
  ],
  quantity: [
    ['Observation?value-quantity=7.1', 'high'],
    ['Observation?value-quantity=7', 'high'],
    ['Observation?value-quantity=7.0', ''],
    [`Observation?value-quantity=7.1|${UCUM}|%25`, 'high'],
    ['Observation?value-quantity=gt5||%25', 'low high mmol'],
    [`Observation?value-quantity=gt37|${UCUM}|mmol/mol`, 'high mmol'],
    ['Observation?value-quantity=gt5||mg', ''],
    ['Observation?value-quantity=le7.1||%25', 'low high mmol'],
    ['Observation?value-quantity=lt7.1||%25', 'low mmol'],
    ['Observation?value-quantity=sa7.1', 'mmol'],
    ['Observation?value-quantity=eb7.1', 'low'],
    ['Observation?value-quantity=ap5.5', 'low'],
    ['Observation?value-quantity:missing=true', 'contained'],
  ],
  reference: [
    ['Observation?subject=Patient/muller', 'low'],
    ['Observation?subject=muller', 'low'],
    ['Observation?subject:Patient=muller', 'low'],
    ['Observation?subject:Group=muller', ''],
    ['Observation?patient=muller,muellerin', 'low high'],
    ['Observation?subject:identifier=urn:s|by-identifier', 'mmol'],
    ['Observation?subject:missing=true', ''],
    ['RiskAssessment?subject=http://elsewhere.example/fhir/Patient/9', 'big'],
    ['RiskAssessment?subject=Patient/9', ''],
  ],
  uri: [
    ['ValueSet?url=http://example.org/fhir/ValueSet/codes', 'codes'],
    ['ValueSet?url=http://example.org/fhir/ValueSet', ''],
    ['ValueSet?url=http://example.org/FHIR/ValueSet/codes', ''],
    ['ValueSet?url:below=http://example.org/fhir', 'codes'],
    ['ValueSet?url:above=http://example.org/fhir/ValueSet/codes/1', 'codes'],
  ],
};

describe.each(Object.entries(SEARCHES))('%s', (_, searches) => {
  it.each(searches)('%s', async (search, ids) => {
    expect((await matches(server(), search)).join(' ')).toBe(ids);
  });
});

it('finds by the absolute url of its own base', async () => {
  const url = encodeURIComponent(`${server().baseUrl}/Patient/muller`);
  expect(await matches(server(), `Observation?subject=${url}`)).toEqual(['low']);
});

it('finds by the time of the last change', async () => {
  const { resource } = await server().get('/Patient/muller');
  const time = encodeURIComponent(resource.meta?.lastUpdated as string);
  expect(await matches(server(), `Patient?_lastUpdated=${time}&_id=muller`)).toEqual(['muller']);
  expect(await matches(server(), 'Patient?_lastUpdated=lt2020')).toEqual([]);
  expect(await matches(server(), 'Patient?_lastUpdated=gt2020&_count=1')).toEqual(['muller']);
});

it('finds what was stored before, at and after a time, alone and within two', async () => {
  const { entries } = await server().get('/Patient?_count=100');
  const times = entries.map(({ resource }) => [
    resource?.id as string,
    Date.parse(resource?.meta?.lastUpdated as string),
  ]) as [string, number][];
  const holds: Record<string, (stored: number, asked: number) => boolean> = {
    eq: (stored, asked) => stored === asked,
    ne: (stored, asked) => stored !== asked,
    gt: (stored, asked) => stored > asked,
    sa: (stored, asked) => stored > asked,
    lt: (stored, asked) => stored < asked,
    eb: (stored, asked) => stored < asked,
    ge: (stored, asked) => stored >= asked,
    le: (stored, asked) => stored <= asked,
  };
  const idsOf = (is: (stored: number) => boolean) =>
    times.flatMap(([id, stored]) => (is(stored) ? [id] : [])).sort();
  const found = async (query: string) => (await matches(server(), `Patient?_count=100&${query}`)).sort();
  for (const [, asked] of [times[0]!, times[2]!, times.at(-1)!]) {
    const text = new Date(asked).toISOString();
    for (const [prefix, is] of Object.entries(holds))
      expect([prefix, await found(`_lastUpdated=${prefix}${text}`)]).toEqual([
        prefix,
        idsOf((stored) => is(stored, asked)),
      ]);
    const before = new Date(asked - 1).toISOString();
    expect(await found(`_lastUpdated=ge${before}&_lastUpdated=lt${text}`)).toEqual(
      idsOf((stored) => stored >= asked - 1 && stored < asked),
    );
  }
});

it('finds by what was sent in a form', async () => {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const { status, entries } = await server().post(
    '/Patient/_search?active=true',
    'gender=female&name=m%C3%BC',
    form,
  );
  expect([status, entries.map(({ resource }) => resource?.id)]).toEqual([200, ['muller']]);
});

it.each([
  ['Patient?name:fuzzy=x', ':exact'],
  ['Patient?gender:exact=x', ':not'],
  ['Patient?birthdate:exact=2000', ':missing'],
  ['Patient?birthdate=soon', 'YYYY'],
  ['Patient?birthdate=2025-13', 'YYYY'],
  ['Patient?birthdate=xx2025', 'YYYY'],
  ['RiskAssessment?probability=high', 'number'],
  ['Observation?value-quantity=5|mg', 'system|code'],
  ['Patient?identifier=a|b|c', '[system]|[code]'],
  ['Patient?identifier=|', '[system]|[code]'],
  ['Patient?active:missing=perhaps', 'true'],
  ['Patient?name=', 'no value'],
  ['Patient?name=a,,b', 'empty'],
  ['Observation?subject:Patient=Group/1', 'Group'],
  ['Patient?_lastUpdated:exact=2020', ':missing'],
  ['Patient?_id:exact=1', ':not'],
])('refuses %s and says what is expected', async (search, expected) => {
  const { status, issues } = await server().get(`/${search}`);
  expect([status, issues[0]?.code]).toEqual([400, 'invalid']);
  expect(issues[0]?.diagnostics).toContain(expected);
});
