/** Errors tell what was wrong with the request, and nothing of the inside. */
import { useServer } from '../server-for-tests.ts';

const server = useServer();
const INSIDE =
  /node_modules|\bat .+:\d+:\d+|\.ts\b|\.js\b|mongo|sqlite|SELECT |node:internal|\/(home|usr|work|tmp|srv)\//i;

it.each<[number, string, string, unknown]>([
  [400, 'GET', '/Patient?_count=x', undefined],
  [400, 'GET', '/Patient/%zz', undefined],
  [400, 'POST', '/Patient', '{"resourceType":'],
  [400, 'POST', '/Patient', { resourceType: 'Patient', birthDate: 'x' }],
  [400, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry: [{}] }],
  [404, 'GET', '/Patient/none', undefined],
  [404, 'GET', '/Nothing', undefined],
  [404, 'POST', '/Patient/$nothing', { resourceType: 'Parameters' }],
  [405, 'POST', '/Patient/1', {}],
  [406, 'GET', '/Patient?_format=text/turtle', undefined],
  [412, 'PUT', '/Patient/ifmatch', { resourceType: 'Patient', id: 'ifmatch' }],
  [415, 'POST', '/Patient', undefined],
])('%i to %s %s', async (status, method, path, body) => {
  const reply = await server().send(method, path, {
    ...(body === undefined && method === 'POST' ? { body: 'x' } : { body }),
    headers: {
      ...(status === 415 ? { 'Content-Type': 'text/plain' } : {}),
      ...(status === 412 ? { 'If-Match': 'W/"7"' } : {}),
    },
  });
  expect([reply.status, reply.resource.resourceType]).toEqual([status, 'OperationOutcome']);
  expect(reply.text).not.toMatch(INSIDE);
  expect(reply.headers).not.toHaveProperty('x-powered-by');
  expect(reply.headers).not.toHaveProperty('server');
  expect(reply.headers['x-request-id']).toBeDefined();
});
