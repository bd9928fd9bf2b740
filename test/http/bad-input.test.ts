import { gzipSync } from 'node:zlib';
import { useServer } from '../server-for-tests.ts';

const BODY_LIMIT = 1024 * 1024;
const server = useServer({ bodyBytes: BODY_LIMIT });

const observation = (content: string) =>
  `{"resourceType":"Observation","status":"final","code":{"text":"x"}${content}}`;
const nested = (depth: number) => `${'{"extension":['.repeat(depth)}${']}'.repeat(depth)}`;

/** After each: nothing was stored, and the server still does its work. */
afterEach(async () => {
  expect((await server().get('/_history')).entries).toEqual([]);
  expect((await server().get('/Patient')).status).toBe(200);
});

/** [what, body, status, what the diagnostics must say] */
const BODIES: [string, string | Uint8Array, number, string | RegExp][] = [
  ['a text that ends too early', '{"resourceType":"Patient",', 400, 'line 1, column 27'],
  ['a comma too many', '{\n  "resourceType": "Patient",\n}', 400, 'line 3, column 1'],
  ['a name without quotes', '{resourceType:"Patient"}', 400, 'line 1, column 2'],
  ['something behind the end', '{"resourceType":"Patient"} x', 400, 'line 1, column 28'],
  ['a comment', '// Patient\n{}', 400, 'line 1, column 1'],
  ['a number with leading zeros', observation(',"valueInteger":007'), 400, /line 1, column \d+/],
  ['a number out of range', observation(',"valueQuantity":{"value":1e400}'), 400, 'out of range'],
  ['NaN', observation(',"valueQuantity":{"value":NaN}'), 400, /line 1/],
  ['a name that is there twice', observation(',"status":"final"'), 400, "'status' is there twice"],
  ['__proto__', observation(',"__proto__":{"admin":true}'), 400, '__proto__'],
  ['__proto__ deeper down', observation(',"subject":{"__proto__":{"reference":"x"}}'), 400, '__proto__'],
  ['__proto__ in disguise', observation(',"\\u005f_proto__":{"admin":true}'), 400, '__proto__'],
  ['nesting of 10,000', `{"resourceType":"Patient","extension":[${nested(10_000)}]}`, 413, 'levels deep'],
  ['arrays nested 200,000 deep', '['.repeat(200_000), 413, 'levels deep'],
  ['a body over the limit', observation(`,"valueString":"${'x'.repeat(BODY_LIMIT)}"`), 413, 'larger'],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, 'UTF-8'],
  [
    'half a letter',
    Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3]), Buffer.from('"}')]),
    400,
    'UTF-8',
  ],
  ['UTF-16', Buffer.from('{"resourceType":"Patient"}', 'utf16le'), 400, /line 1, column \d/],
  ['a control character', '{"resourceType":"Pat\u0001ient"}', 400, 'U+0001'],
];

it.each(BODIES)('refuses %s', async (_, body, status, diagnostics) => {
  for (const path of ['/Observation', '']) {
    const reply = await server().post(path, body);
    expect(reply).toMatchObject({ status, resource: { resourceType: 'OperationOutcome' } });
    expect(reply.issues[0]).toMatchObject({
      severity: 'error',
      diagnostics:
        typeof diagnostics === 'string'
          ? expect.stringContaining(diagnostics)
          : expect.stringMatching(diagnostics),
    });
  }
});

it('says how far it came in a text that is no JSON', async () => {
  const { issues } = await server().post('/Patient', '{"resourceType":"Patient","name":[{"given":["a",]}]}');
  expect(issues[0]?.expression).toEqual(['name[0].given[1]']);
});

/** [what, Observation, the place of the first issue] */
const RESOURCES: [string, string, string][] = [
  [
    'a text for a number',
    observation(',"valueQuantity":{"value":"7.1"}'),
    'Observation.value.ofType(Quantity).value',
  ],
  ['a number for a text', observation(',"valueString":7'), 'Observation.value.ofType(string)'],
  ['an object for a list', observation(',"category":{"text":"x"}'), 'Observation.category'],
  ['a list for an object', observation(',"subject":[{"reference":"Patient/1"}]'), 'Observation.subject'],
  ['a text for an object', observation(',"subject":"Patient/1"'), 'Observation.subject'],
  ['an element that there is not', observation(',"colour":"red"'), 'Observation.colour'],
  [
    'an element that there is not, deeper down',
    observation(',"subject":{"ref":"x"}'),
    'Observation.subject.ref',
  ],
  ['constructor', observation(',"constructor":{"prototype":{"admin":true}}'), 'Observation.constructor'],
  ['an element with a dollar', observation(',"subject":{"$ref":"x"}'), 'Observation.subject'],
  ['an element of no name', observation(',"":"x"'), 'Observation'],
  [
    'an operator for an identifier',
    observation(',"identifier":[{"value":{"$ne":""}}]'),
    'Observation.identifier[0].value',
  ],
  ['null', observation(',"subject":null'), 'Observation.subject'],
  [
    'a code that there is not',
    '{"resourceType":"Observation","status":"done","code":{"text":"x"}}',
    'Observation.status',
  ],
  ['no required element', '{"resourceType":"Observation","status":"final"}', 'Observation'],
  [
    'a reference to the wrong type',
    observation(',"subject":{"reference":"Medication/1"}'),
    'Observation.subject',
  ],
  [
    'a reference to nothing contained',
    observation(',"subject":{"reference":"#p"}'),
    'Observation.subject.reference',
  ],
  [
    'a date that there is not',
    observation(',"effectiveDateTime":"2025-02-30"'),
    'Observation.effective.ofType(dateTime)',
  ],
];

it.each(RESOURCES)('refuses %s', async (_, body, place) => {
  const reply = await server().post('/Observation', body);
  expect(reply).toMatchObject({ status: 400, resource: { resourceType: 'OperationOutcome' } });
  expect(reply.issues.map(({ expression }) => expression?.[0])).toContain(place);
});

it('takes base64 that a regular expression of the specification would never finish', async () => {
  const data = `${'AAAA      '.repeat(2000)}!`;
  const reply = await server().post('/Binary', { resourceType: 'Binary', contentType: 'text/plain', data });
  expect(reply).toMatchObject({ status: 400, issues: [{ expression: ['Binary.data'] }] });
});

it('leaves the prototype of every object alone', async () => {
  await server().post('/Observation', observation(',"__proto__":{"admin":true}'));
  await server().post('/Observation', observation(',"constructor":{"prototype":{"admin":true}}'));
  expect({}).not.toHaveProperty('admin');
});

describe('compressed bodies', () => {
  const gzip = { 'Content-Encoding': 'gzip' };

  it('are refused when they are a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * BODY_LIMIT, ' '));
    expect(bomb.length).toBeLessThan(BODY_LIMIT);
    expect(await server().post('/Patient', bomb, gzip)).toMatchObject({
      status: 413,
      issues: [{ code: 'too-long' }],
    });
  });

  it('are refused when they are not what they say', async () => {
    expect(await server().post('/Patient', '{"resourceType":"Patient"}', gzip)).toMatchObject({
      status: 400,
    });
    expect(await server().post('/Patient', '{}', { 'Content-Encoding': 'zip' })).toMatchObject({
      status: 415,
    });
  });
});

it.each(['text/turtle', 'text/plain', 'multipart/form-data', ''])(
  'refuses a body of type %s',
  async (type) => {
    expect(await server().post('/Patient', '<Patient/>', { 'Content-Type': type })).toMatchObject({
      status: 415,
      issues: [{ code: 'not-supported' }],
    });
  },
);

it.each([
  ['a slash', 'a%2Fb', 400],
  ['a zero byte', 'a%00', 400],
  ['65 characters', 'x'.repeat(65), 400],
  ['two dots', '..', 400],
  ['two dots in disguise', '%2e%2e', 400],
  ['a way out', '..%2f..%2fetc%2fpasswd', 400],
  ['a space', 'a%20b', 400],
  ['a letter of another script', '%C3%BC', 400],
  ['an operator', '$ne', 404],
])('refuses an id with %s', async (_, id, status) => {
  for (const reply of [
    await server().get(`/Patient/${id}`),
    await server().get(`/Patient/${id}/_history`),
    await server().delete(`/Patient/${id}`),
    await server().put(`/Patient/${id}`, { resourceType: 'Patient', id: decodeURIComponent(id) }),
  ])
    expect(reply).toMatchObject({ status, resource: { resourceType: 'OperationOutcome' } });
});

it.each([
  ['a path that is not percent-encoded', '/Patient/%zz', 400],
  ['a path that is no UTF-8', '/Patient/%ff', 400],
  ['a query that is not percent-encoded', '/Patient?name=%zz', 400],
  ['a query that is no UTF-8', '/Patient?name=%ff', 400],
  ['an operator for a parameter', '/Patient?_id[$ne]=x', 400],
  ['an encoded operator for a parameter', '/Patient?_id%5B%24ne%5D=x', 400],
  ['another operator', '/Patient?name[$regex]=.*', 400],
  ['a count that is no number', '/Patient?_count=many', 400],
  ['a negative count', '/Patient?_count=-1', 400],
  ['an unknown type', '/Human/1', 404],
  ['a type in small letters', '/patient', 404],
  ['a way that leads nowhere', '/Patient/1/2/3', 404],
  ['an operation that there is not', '/Patient/$no-such-operation', 404],
])('refuses %s', async (_, path, status) => {
  const reply = await server().get(path);
  expect(reply).toMatchObject({ status, resource: { resourceType: 'OperationOutcome' } });
  expect(reply.text).not.toMatch(/node_modules|\.ts:|SQLITE|sqlite/);
});

it.each([
  '_count=1000000',
  '_count=999999999',
  'name=(a%2B)%2B$',
  `name=${'a'.repeat(8000)}`,
  'name=%00',
  "name='%20OR%201=1--",
])('answers %s with what matches, which is nothing', async (query) => {
  const { status, resource } = await server().get(`/Patient?${query}`);
  expect([status, resource.total]).toEqual([200, 0]);
});

describe('searches that would cost too much', () => {
  const search = (form: string) =>
    server().post('/Patient/_search', form, { 'Content-Type': 'application/x-www-form-urlencoded' });

  it.each([
    ['values of a parameter', `identifier=${'a,'.repeat(20_000)}a`],
    ['criteria', 'identifier=a&'.repeat(20_000)],
    ['ids', `_id=${'a,'.repeat(100_000)}a`],
    ['sort keys', `_sort=${'name,'.repeat(5000)}name`],
    ['includes', '_include=Patient:organization&'.repeat(5000)],
  ])('are refused for their %s', async (_, form) => {
    expect(await search(form)).toMatchObject({ status: 400, issues: [{ code: 'too-costly' }] });
  });

  it('are refused for chains whose types would multiply', async () => {
    const steps = 'subject.'.repeat(7);
    expect(await server().get(`/Basic?${steps}name=a`)).toMatchObject({
      status: 400,
      issues: [{ code: 'too-costly', diagnostics: expect.stringContaining('subject:Patient') }],
    });
  });
});

it('refuses a Bundle of more entries than it takes', async () => {
  const entry = Array.from({ length: 20_001 }, () => ({}));
  expect(await server().post('', { resourceType: 'Bundle', type: 'batch', entry })).toMatchObject({
    status: 413,
    issues: [{ code: 'too-long', expression: ['Bundle.entry'] }],
  });
});

it('refuses methods that it does not know and names those that it does', async () => {
  const reply = await server().send('POST', '/Patient/1');
  expect(reply).toMatchObject({ status: 405, headers: { allow: 'GET, PUT, PATCH, DELETE, HEAD' } });
  expect((await server().send('TRACE', '/Patient/1')).status).toBe(405);
});

it.each([
  ['/Patient/1', 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS', true],
  ['/Patient/1/_history', 'GET, HEAD, OPTIONS', false],
  ['/Patient/1/$meta-add', 'POST, OPTIONS', false],
  ['/metadata', 'GET, HEAD, OPTIONS', false],
])('tells the methods of %s', async (path, allow, patches) => {
  const reply = await server().send('OPTIONS', path);
  expect(reply).toMatchObject({ status: 204, text: '', headers: { allow } });
  expect('accept-patch' in reply.headers).toBe(patches);
  expect((await server().send('OPTIONS', '/NoType/1')).status).toBe(404);
});
