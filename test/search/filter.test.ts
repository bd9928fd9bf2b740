import { useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer();
const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';
const reference = (target: string) => ({ reference: target });
const quantity = (value: number, code: string) => ({
  valueQuantity: { value, unit: code, system: UCUM, code },
});
const result = (code: string, elements: object = {}) => ({
  status: 'final',
  code: { coding: [{ system: LOINC, code }] },
  ...elements,
});
const characteristic = (code: string, value: string) => ({
  code: { coding: [{ code }] },
  valueCodeableConcept: { coding: [{ code: value }] },
  exclude: false,
});

beforeAll(() =>
  store(server(), {
    'Organization/ward': { name: 'Ward' },
    'Patient/peter': {
      name: [{ family: 'Petersen', given: ['Peter', 'Paul'] }],
      birthDate: '2014-10-10',
      gender: 'male',
      managingOrganization: reference('Organization/ward'),
    },
    'Patient/anna': { name: [{ family: 'Stumpet', given: ['Anna'] }], birthDate: '1980', gender: 'female' },
    'Patient/nobody': { active: true },
    'Observation/high': result('4548-4', {
      ...quantity(9.1, '%'),
      subject: reference('Patient/peter'),
      effectiveDateTime: '2025-06-10',
    }),
    'Observation/low': result('4548-4', {
      ...quantity(5.4, '%'),
      subject: reference('Patient/anna'),
      effectivePeriod: { start: '2025-06-01', end: '2025-07-01' },
    }),
    'Observation/crp': result('1988-5', { subject: reference('Patient/peter'), effectiveDateTime: '2024' }),
    'Observation/pressure': result('85354-9', {
      component: [
        { ...result('8480-6'), ...quantity(150, 'mm[Hg]'), status: undefined },
        { ...result('8462-4'), ...quantity(80, 'mm[Hg]'), status: undefined },
      ],
    }),
    'RiskAssessment/risk': {
      status: 'final',
      subject: reference('Patient/peter'),
      prediction: [{ probabilityDecimal: 0.25 }],
    },
    'Group/mixed': {
      type: 'person',
      actual: false,
      characteristic: [characteristic('gender', 'mixed'), characteristic('owner', 'John')],
    },
    'Group/male': {
      type: 'person',
      actual: false,
      characteristic: [characteristic('gender', 'male'), characteristic('owner', 'mixed')],
    },
    'DocumentReference/new': {
      status: 'current',
      content: [{ attachment: { title: 'x' } }],
      relatesTo: [
        { code: 'replaces', target: reference('DocumentReference/old') },
        { code: 'signs', target: reference('DocumentReference/other') },
      ],
    },
    'DocumentReference/old': { status: 'superseded', content: [{ attachment: { title: 'x' } }] },
    'DocumentReference/other': { status: 'current', content: [{ attachment: { title: 'x' } }] },
    'ValueSet/listed': {
      url: 'urn:listed',
      status: 'active',
      compose: { include: [{ system: LOINC, concept: [{ code: '1988-5' }] }] },
    },
    'ValueSet/codes': { url: 'http://example.org/fhir/ValueSet/codes', version: '2.0', status: 'active' },
  }),
);

const filtered = async (type: string, filter: string) =>
  (await matches(server(), `${type}?_filter=${encodeURIComponent(filter)}`)).sort().join(' ');

it.each([
  ['Patient', 'name co "pet"', 'anna peter'],
  ['Patient', 'name co "PET"', 'anna peter'],
  ['Patient', 'name sw pet', 'peter'],
  ['Patient', 'name ew pet', 'anna'],
  ['Patient', 'given eq "peter" and birthdate ge 2014-10-10', 'peter'],
  ['Patient', 'given eq pet', ''],
  ['Patient', 'given ne "peter"', 'anna peter'],
  ['Patient', 'family gt Pz', 'anna'],
  ['Patient', 'family ge P', 'anna peter'],
  ['Patient', 'family lt s', 'peter'],
  ['Patient', 'family le s', 'anna peter'],
  ['Patient', 'name pr false', 'nobody'],
  ['Patient', 'name pr true', 'anna peter'],
  ['Patient', 'gender eq MALE', 'peter'],
  ['Patient', 'gender ne male', 'anna'],
  ['Patient', 'birthdate co 1980-05', 'anna'],
  ['Patient', 'birthdate po 1980-05', 'anna'],
  ['Patient', 'birthdate eq 1980', 'anna'],
  ['Patient', '_id eq anna or _id eq nobody', 'anna nobody'],
  ['Patient', '_lastUpdated gt 2020 and _id pr true', 'anna nobody peter'],
  ['Observation', 'code eq http://loinc.org|4548-4', 'high low'],
  ['Observation', 'code eq loinc|4548-4 and value-quantity gt 6|ucum|%', 'high'],
  ['Observation', 'value-quantity sa 9', 'high'],
  ['Observation', 'value-quantity eq 5.4||%', 'low'],
  ['Observation', 'code ne loinc|4548-4', 'crp pressure'],
  ['Observation', 'code in urn:listed', 'crp'],
  ['Observation', 'code in ValueSet/listed', 'crp'],
  ['Observation', 'code ni ValueSet/listed', 'high low pressure'],
  ['Observation', 'date co 2025-06-10', 'high low'],
  ['Observation', 'date po 2025-06-30', 'low'],
  ['Observation', 'date eb 2025', 'crp'],
  ['Observation', 'subject re Patient/peter', 'crp high'],
  ['Observation', 'subject pr false', 'pressure'],
  ['RiskAssessment', 'probability ap 0.26', 'risk'],
  ['RiskAssessment', 'probability ne 0.25', ''],
  ['ValueSet', 'url eq http://example.org/fhir/ValueSet/codes', 'codes'],
  ['ValueSet', 'url sw http://example.org', 'codes'],
  ['ValueSet', 'url ne http://example.org', 'codes listed'],
])('tests %s by %s', async (type, filter, ids) => {
  expect(await filtered(type, filter)).toBe(ids);
});

it.each([
  ['Patient', 'gender eq female or gender eq male and given eq anna', 'anna'],
  ['Patient', 'given eq anna and gender eq male or gender eq female', 'anna'],
  ['Patient', 'gender eq female or (gender eq male and given eq anna)', 'anna'],
  ['Patient', 'gender eq male or (gender eq female and given eq anna)', 'anna peter'],
  ['Patient', 'not (gender eq male)', 'anna nobody'],
  ['Patient', 'not(gender eq male or gender eq female)', 'nobody'],
  ['Patient', '  ( ( gender eq male ) )  ', 'peter'],
  ['Patient', 'name eq "a \\"quoted\\" name" or gender eq male', 'peter'],
])('joins %s by %s', async (type, filter, ids) => {
  expect(await filtered(type, filter)).toBe(ids);
});

it.each([
  ['Observation', 'subject.name co "pet"', 'crp high low'],
  ['Observation', 'subject.name co "pet" and code eq 1988-5', 'crp'],
  ['Observation', 'subject:Patient.organization.name eq ward', 'crp high'],
  ['Observation', 'subject[name co "pet"].gender eq female', 'low'],
  ['Observation', 'subject[gender eq male and birthdate ge 2015].name co "pet"', ''],
  ['Observation', 'component[code eq loinc|8480-6].value gt 140', 'pressure'],
  ['Observation', 'component[code eq loinc|8462-4].value gt 140', ''],
  ['Observation', 'component[code eq 8462-4 or code eq 8480-6].value gt 140', 'pressure'],
  ['Group', 'characteristic[code eq gender].value eq mixed', 'mixed'],
  ['Group', 'characteristic[value eq mixed].code eq owner', 'male'],
  ['DocumentReference', 'relatesTo[code eq replaces].target re DocumentReference/old', 'new'],
  ['DocumentReference', 'relatesTo[code eq signs].target re DocumentReference/old', ''],
])('follows paths: %s by %s', async (type, filter, ids) => {
  expect(await filtered(type, filter)).toBe(ids);
});

it('is one criterion among others, in every kind of search', async () => {
  const filter = encodeURIComponent('_id eq peter or _id eq ward');
  expect(await matches(server(), `Patient?_filter=${filter}&gender=male`)).toEqual(['peter']);
  expect(await matches(server(), `Patient?_filter=${filter}&gender=female`)).toEqual([]);
  expect(
    await matches(server(), `Patient?_filter=${filter}&_filter=${encodeURIComponent('_id eq anna')}`),
  ).toEqual([]);
  expect((await matches(server(), `?_filter=${filter}`)).sort()).toEqual(['peter', 'ward']);
  const named = encodeURIComponent('name co "pet"');
  expect((await matches(server(), `Observation?subject:Patient._filter=${named}`)).sort()).toEqual([
    'crp',
    'high',
    'low',
  ]);
  expect(
    await matches(server(), `Patient/peter/Observation?_filter=${encodeURIComponent('code eq 1988-5')}`),
  ).toEqual(['crp']);
});

it.each([
  ['Patient', '', 'has no value'],
  ['Patient', 'name', 'character 5: expected a blank and an operator'],
  ['Patient', 'name like x', "character 6: 'like' is no operator"],
  ['Patient', 'name co', 'character 8: expected a blank and a value behind co'],
  ['Patient', 'name co "x', 'character 9: the string has no end'],
  ['Patient', 'name co "\\q"', 'character 9: the string is not written'],
  ['Patient', '(name co x', "character 11: expected 'and', 'or' or ')', found the end"],
  ['Patient', 'name co x)', "character 10: expected 'and', 'or' or the end, found ')'"],
  ['Patient', 'name co x gender eq male', "character 11: expected 'and', 'or' or the end"],
  ['Patient', 'name co x and', 'character 14: expected the name'],
  ['Patient', '? co x', "expected the name of a search parameter, '(' or 'not(', found '?'"],
  ['Patient', 'colour eq red', "character 1: Patient has no search parameter 'colour'"],
  ['Patient', 'gender co male', 'co is no operator of gender, which is a token parameter'],
  ['Patient', 'gender eq male or birthdate eq soon', "character 19: 'soon' is no date for birthdate"],
  ['Patient', 'name pr perhaps', "'perhaps' of pr is neither true nor false"],
  ['Patient', 'gender.name eq x', 'only references can be chained'],
  ['Patient', 'name[family eq x].given eq y', 'only references can be chained'],
  ['Observation', 'subject[name co pet] eq x', "expected '.' and a name behind the brackets"],
  ['Observation', 'subject:Human.name eq x', "'Human' behind subject is no resource type"],
  ['Observation', 'component[colour eq red].value gt 1', "'colour' is no part that is searched here"],
  ['Observation', 'component[code eq x and value gt 1].value gt 1', "joined by 'or' alone"],
  ['Observation', 'value-quantity gt much', "'much' is no number"],
  ['Observation', 'value-quantity co 5', 'co is no operator of value-quantity'],
  ['Observation', `${'encounter.'.repeat(9)}_id eq x`, 'more than 8 references'],
  ['Patient', `${'('.repeat(40)}name eq x${')'.repeat(40)}`, 'nest deeper than'],
])('refuses %s?_filter=%s and says where', async (type, filter, why) => {
  const { status, issues } = await server().get(`/${type}?_filter=${encodeURIComponent(filter)}`);
  expect([status, issues[0]?.code]).toEqual([400, 'invalid']);
  expect(issues[0]?.diagnostics).toContain(why);
});

it('refuses what would cost too much', async () => {
  const long = Array.from({ length: 300 }, (_, i) => `_id eq ${i}`).join(' or ');
  const { status, issues } = await server().get(`/Patient?_filter=${encodeURIComponent(long)}`);
  expect([status, issues[0]?.diagnostics]).toEqual([400, expect.stringContaining('more than 200 tests')]);
});
