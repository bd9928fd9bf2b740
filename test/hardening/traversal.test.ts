/** Paths that would lead out of the base, or past the routes. */
import { useServer } from '../server-for-tests.ts';
import { readRaw, sendRaw } from './raw-request.ts';

const server = useServer();

const ask = async (path: string, method = 'GET') => {
  const { host } = new URL(server().origin);
  return readRaw(
    await sendRaw(
      server().origin,
      `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    ),
  );
};

it.each([
  '/fhir/Patient/..%2f..%2fetc%2fpasswd',
  '/fhir/Patient/%2e%2e',
  '/fhir/Patient/%2e%2e%2f%2e%2e%2fmetadata',
  '/fhir/Patient/a%2Fb',
  '/fhir/Patient/a%00',
  '/fhir/Patient/a%0d%0ab',
  `/fhir/Patient/${'x'.repeat(65)}`,
  '/fhir/Patient/..\\..\\etc',
  '/fhir/Binary/..%2f..%2fpackage.json',
  '/fhir/../../etc/passwd',
  '/fhir/Patient/../../../etc/passwd',
  '//etc/passwd',
  '/docs/..%2f..%2fpackage.json',
  '/docs/%2e%2e/package.json',
  '/docs/../../package.json',
  '/docs/start.js%00.html',
  '/fhir/Patient/1/_history/..%2f1',
  '/fhir/Patient/.',
  '/fhir/Patient/..',
])('%s leads to nothing', async (path) => {
  const { status, headers, body } = await ask(path);
  expect([400, 404]).toContain(status);
  expect(headers.get('content-type')).toMatch(/^application\/fhir\+json/);
  expect(JSON.parse(body)).toMatchObject({ resourceType: 'OperationOutcome' });
  expect(body).not.toMatch(/root:|node_modules|trial-fhir-server|\/work|\/src\//);
});

it('an id in a body is held to the same rule', async () => {
  for (const id of ['..', '../x', 'a/b', 'a\u0000', '%2e%2e']) {
    const entry = [
      { resource: { resourceType: 'Patient', id }, request: { method: 'PUT', url: `Patient/${id}` } },
    ];
    for (const type of ['transaction', 'batch']) {
      const { status, entries } = await server().post('', { resourceType: 'Bundle', type, entry });
      expect([status, entries[0]?.response?.status ?? '400']).toEqual([
        type === 'batch' && status === 200 ? 200 : 400,
        expect.stringMatching(/^40\d/),
      ]);
    }
  }
  expect((await server().get('/Patient')).resource).toMatchObject({ total: 0 });
});
