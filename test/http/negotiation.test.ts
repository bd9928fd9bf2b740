import { useServer } from '../server-for-tests.ts';

const server = useServer();

beforeAll(async () => {
  await server().put('/Patient/p', { resourceType: 'Patient', id: 'p' });
});

it.each([
  'application/fhir+json',
  'application/json',
  'application/fhir+json; fhirVersion=4.0',
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'application/fhir+xml;q=0.2, application/fhir+json',
  '*/*',
])('sends JSON to who accepts %s', async (accept) => {
  const { status, headers } = await server().get('/Patient/p', { Accept: accept });
  expect([status, headers['content-type']]).toEqual([200, 'application/fhir+json; charset=utf-8']);
});

it.each(['application/fhir+xml', 'text/turtle', 'application/json;q=0', 'image/png'])(
  'refuses who accepts only %s',
  async (accept) => {
    expect(await server().get('/Patient/p', { Accept: accept })).toMatchObject({
      status: 406,
      resource: { resourceType: 'OperationOutcome' },
      issues: [{ code: 'not-supported' }],
    });
  },
);

it.each([
  ['json', 200],
  ['application/fhir%2Bjson', 200],
  ['application/fhir+json', 200],
  ['application/json', 200],
  ['xml', 406],
  ['', 406],
])('goes by _format=%s before Accept', async (format, status) => {
  const reply = await server().get(`/Patient/p?_format=${format}`, {
    Accept: status === 200 ? 'image/png' : '*/*',
  });
  expect(reply.status).toBe(status);
});

it.each([
  'application/fhir+json',
  'application/json',
  'application/json; charset=UTF-8',
  'APPLICATION/FHIR+JSON',
])('takes a body of type %s', async (type) => {
  const patient = JSON.stringify({ resourceType: 'Patient' });
  expect((await server().post('/Patient', patient, { 'Content-Type': type })).status).toBe(201);
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
