import { useServer } from '../server-for-tests.ts';

const server = useServer();

beforeAll(async () => {
  await server().put('/Patient/p', { resourceType: 'Patient', id: 'p' });
});

const FHIR_JSON = 'application/fhir+json';
const FHIR_XML = 'application/fhir+xml';

it.each([
  [FHIR_JSON, FHIR_JSON],
  [FHIR_XML, FHIR_XML],
  ['APPLICATION/FHIR+XML', FHIR_XML],
  ['application/fhir+xml; charset=UTF-8', FHIR_XML],
  ['application/fhir+json; fhirVersion=4.0', FHIR_JSON],
  ['application/fhir+xml; fhirVersion=4.0', FHIR_XML],
  ['application/xml+fhir', FHIR_XML],
  ['*/*', FHIR_JSON],
  ['application/*', FHIR_JSON],
  ['', FHIR_JSON],
  // A generic type is answered under its own name.
  ['application/json', 'application/json'],
  ['text/json', 'text/json'],
  ['application/xml', 'application/xml'],
  ['text/xml', 'text/xml'],
  ['text/*', 'text/json'],
  // What is preferred, what is named most precisely, what comes first.
  ['application/fhir+xml;q=0.2, application/fhir+json', FHIR_JSON],
  ['application/fhir+json;q=0.2, application/fhir+xml;q=0.9', FHIR_XML],
  ['application/fhir+xml, application/fhir+json', FHIR_XML],
  ['*/*, application/fhir+xml', FHIR_XML],
  ['*/*;q=0.1, application/fhir+json;q=0', FHIR_XML],
  ['application/fhir+json;fhirVersion=3.0, application/fhir+xml;fhirVersion=4.0;q=0.1', FHIR_XML],
  // Browsers.
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', FHIR_JSON],
  ['text/html, application/fhir+xml;q=0.5, */*;q=0.1', FHIR_XML],
  ['text/html, application/xml', 'application/xml'],
])('answers who accepts %s', async (accept, type) => {
  const { status, headers, text } = await server().get('/Patient/p', { Accept: accept });
  expect([status, headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
  expect(text).toContain(
    type.includes('xml') ? '<Patient xmlns="http://hl7.org/fhir">' : '"resourceType":"Patient"',
  );
  expect(headers.vary).toBe('Accept, Accept-Encoding');
});

it.each([
  'text/turtle',
  'application/json;q=0',
  'image/png',
  'application/fhir+json; fhirVersion=3.0',
  'application/fhir+xml; fhirVersion=5.0',
  'application/fhir+xml; charset=iso-8859-1',
  'nonsense',
  'application/fhir+xml;q=abc',
])('refuses who accepts only %s', async (accept) => {
  expect(await server().get('/Patient/p', { Accept: accept })).toMatchObject({
    status: 406,
    resource: { resourceType: 'OperationOutcome' },
    issues: [{ code: 'not-supported' }],
  });
});

it.each([
  ['json', FHIR_JSON],
  ['application/fhir%2Bjson', FHIR_JSON],
  ['application/fhir+json', FHIR_JSON],
  ['application/json', FHIR_JSON],
  ['text/json', FHIR_JSON],
  ['xml', FHIR_XML],
  ['XML', FHIR_XML],
  ['application/fhir%2Bxml', FHIR_XML],
  ['application/fhir+xml', FHIR_XML],
  ['application/xml', FHIR_XML],
  ['text/xml', FHIR_XML],
  ['application/fhir%2Bxml%3B%20fhirVersion=4.0', FHIR_XML],
])('goes by _format=%s before Accept', async (format, type) => {
  for (const accept of ['image/png', '*/*', type === FHIR_XML ? FHIR_JSON : FHIR_XML]) {
    const reply = await server().get(`/Patient/p?_format=${format}`, { Accept: accept });
    expect([reply.status, reply.headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
  }
});

it.each([
  '',
  'ttl',
  'html',
  'image/png',
  'constructor',
  '__proto__',
  'application/fhir%2Bxml%3BfhirVersion=3.0',
])('refuses _format=%s', async (format) => {
  expect(await server().get(`/Patient/p?_format=${format}`, { Accept: '*/*' })).toMatchObject({
    status: 406,
    issues: [{ code: 'not-supported', diagnostics: expect.stringContaining('json or xml') }],
  });
});

it('answers in the form of the request where no other is asked for', async () => {
  const xml = '<Patient xmlns="http://hl7.org/fhir"/>';
  for (const headers of [{}, { Accept: '*/*' }] as Record<string, string>[]) {
    const sent = { 'Content-Type': FHIR_XML, ...headers };
    expect((await server().post('/Patient', xml, sent)).headers['content-type']).toContain(FHIR_XML);
  }
  const sent = { 'Content-Type': FHIR_XML, Accept: FHIR_JSON };
  expect((await server().post('/Patient', xml, sent)).headers['content-type']).toContain(FHIR_JSON);
});

it.each([
  'application/fhir+json',
  'application/json',
  'application/json; charset=UTF-8',
  'application/fhir+json;fhirVersion=4.0',
  'APPLICATION/FHIR+JSON',
])('takes a body of type %s', async (type) => {
  const patient = JSON.stringify({ resourceType: 'Patient' });
  expect((await server().post('/Patient', patient, { 'Content-Type': type })).status).toBe(201);
});

it.each([
  'application/fhir+xml',
  'application/xml',
  'text/xml',
  'application/xml+fhir',
  'application/fhir+xml; charset="utf-8"; fhirVersion=4.0',
])('takes a body of type %s', async (type) => {
  const patient = '<Patient xmlns="http://hl7.org/fhir"/>';
  expect((await server().post('/Patient', patient, { 'Content-Type': type })).status).toBe(201);
});

it.each([
  'text/plain',
  'application/fhir+xml; fhirVersion=3.0',
  'application/fhir+json; fhirVersion=5.0',
  'application/fhir+xml; charset=iso-8859-1',
  'application/x-www-form-urlencoded',
  'nonsense',
])('refuses a body of type %s', async (type) => {
  for (const path of ['/Patient', '']) {
    expect(
      await server().post(path, '{"resourceType":"Patient"}', { 'Content-Type': type, Accept: FHIR_JSON }),
    ).toMatchObject({
      status: 415,
      issues: [{ code: 'not-supported', diagnostics: expect.stringContaining('was expected') }],
    });
  }
});

it('takes a body that begins with a byte order mark', async () => {
  expect((await server().post('/Patient', '\ufeff{"resourceType":"Patient"}')).status).toBe(201);
});

it('numbers its answers, so that they can be found in the log', async () => {
  const ids = [];
  for (const path of ['/Patient/p', '/Patient/nobody', '/Nonsense'])
    ids.push((await server().get(path)).headers['x-request-id']);
  expect(new Set(ids).size).toBe(3);
  expect(ids).not.toContain(undefined);
});

describe('beside the FHIR base', () => {
  it('tells that it is alive and ready', async () => {
    for (const [path, status] of [
      ['/healthz', 'alive'],
      ['/readyz', 'ready'],
    ] as const)
      expect(await (await fetch(server().origin + path)).json()).toEqual({ status });
  });

  it('leads from / to its CapabilityStatement', async () => {
    const response = await fetch(server().origin, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/fhir/metadata']);
  });

  it('has nothing else, and says so', async () => {
    for (const path of ['/Patient', '/fhirx/Patient', '/favicon.ico']) {
      const response = await fetch(server().origin + path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ diagnostics: expect.stringContaining('/fhir') }],
      });
    }
  });
});
