/** Operators of a query language in the place of values: no more is found than by a name that nobody has. */
import { useServer } from '../server-for-tests.ts';

const server = useServer();
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const identifier = [{ system: 'urn:s', value: 'v' }];

beforeAll(async () => {
  for (const id of ['a', 'b'])
    await server().put(`/Patient/${id}`, {
      resourceType: 'Patient',
      id,
      identifier,
      name: [{ family: 'Sari' }],
    });
});

const OPERATORS = [
  '_id[$ne]=x',
  '_id%5B%24ne%5D=x',
  '_id[$gt]=',
  '_id[]=a&_id[]=b',
  'name[$regex]=.*',
  'name.$where=1',
  '$where=1',
  '$or[0][_id]=a',
  '__proto__=a',
  'constructor=a',
  'hasOwnProperty=a',
];

it.each(OPERATORS)('a search refuses the parameter of %s, by GET and by POST', async (query) => {
  for (const reply of [
    await server().get(`/Patient?${query}`),
    await server().post('/Patient/_search', query, FORM),
  ])
    expect(reply).toMatchObject({ status: 400, resource: { resourceType: 'OperationOutcome' } });
});

const VALUES = [
  '{"$ne":""}',
  '{$gt: ""}',
  '$ne',
  "' OR '1'='1",
  '"); DROP TABLE resource; --',
  '.*',
  '%',
  '_',
  '\\',
  '*',
];

it.each(VALUES)('a search finds nothing by the value %s', async (value) => {
  for (const name of [
    '_id',
    'identifier',
    'name',
    'name:exact',
    'name:contains',
    '_tag',
    'general-practitioner',
  ]) {
    const { status, entries } = await server().get(`/Patient?${name}=${encodeURIComponent(value)}`);
    expect([name, [200, 400].includes(status), entries.length]).toEqual([name, true, 0]);
  }
  expect((await server().get('/Patient')).resource).toMatchObject({ total: 2 });
});

it.each(OPERATORS)('a condition refuses %s, and nothing is written', async (query) => {
  const patient = { resourceType: 'Patient', identifier };
  for (const reply of [
    await server().post('/Patient', patient, { 'If-None-Exist': query }),
    await server().put(`/Patient?${query}`, patient),
    await server().delete(`/Patient?${query}`),
    await server().post('', bundleOf({ method: 'POST', url: 'Patient', ifNoneExist: query })),
  ])
    expect([400, 412]).toContain(reply.status);
  expect((await server().get('/Patient')).resource).toMatchObject({ total: 2 });
});

const bundleOf = (request: object) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [{ resource: { resourceType: 'Patient', identifier }, request }],
});

it.each([
  ['identifier', [{ value: { $ne: '' } }]],
  ['identifier', [{ system: { $gt: '' }, value: 'v' }]],
  ['gender', { $in: ['male', 'female'] }],
  ['id', { $ne: '' }],
  ['birthDate', { $date: 0 }],
  ['active', { $where: 'sleep(1000)' }],
])('a resource with an operator in %s is refused', async (element, value) => {
  const reply = await server().post('/Patient', { resourceType: 'Patient', [element]: value });
  expect(reply).toMatchObject({ status: 400, resource: { resourceType: 'OperationOutcome' } });
});
