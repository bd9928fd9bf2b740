/** What a client sends never becomes a header of its own in an answer. */
import { useServer } from '../server-for-tests.ts';
import { readRaw, sendRaw } from './raw-request.ts';

const server = useServer();
const INJECTED = 'x%0d%0aX-Injected:%20yes%0d%0a%0d%0a<b>';

it.each([
  `/fhir/Patient/${INJECTED}`,
  `/fhir/Patient?_format=${INJECTED}`,
  `/fhir/Patient?name=${INJECTED}`,
  `/fhir/Patient?_sort=${INJECTED}`,
  `/fhir/${INJECTED}`,
  `/${INJECTED}`,
  `/docs/${INJECTED}`,
])('%s', async (path) => {
  const { host } = new URL(server().origin);
  const answer = await sendRaw(
    server().origin,
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  );
  expect(readRaw(answer).headers.has('x-injected')).toBe(false);
});

it.each(['X-Request-Id', 'X-Security-Context', 'If-None-Exist', 'Prefer', 'Accept', 'Content-Type'])(
  'a line break in %s is no request at all',
  async (name) => {
    const { host } = new URL(server().origin);
    const text = `POST /fhir/Patient HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${name}: a\rX-Injected: yes\r\n\r\n`;
    const { status, headers } = readRaw(await sendRaw(server().origin, text));
    expect([status, headers.has('x-injected')]).toEqual([400, false]);
  },
);

it('a content type or security context of a Binary cannot break its answer', async () => {
  const data = Buffer.from('x').toString('base64');
  const contentType = 'text/plain\r\nX-Injected: yes';
  const { status, resource } = await server().post('/Binary', { resourceType: 'Binary', contentType, data });
  if (status !== 201) return expect(status).toBe(400);
  const { headers } = await server().get(`/Binary/${resource.id}`);
  return expect(headers).not.toHaveProperty('x-injected');
});

it('headers larger than 16 kB are refused with an OperationOutcome', async () => {
  const { host } = new URL(server().origin);
  const text = `GET /fhir/metadata HTTP/1.1\r\nHost: ${host}\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`;
  const { status, body } = readRaw(await sendRaw(server().origin, text));
  expect([status, JSON.parse(body).issue[0].code]).toEqual([431, 'too-long']);
});

it('a request with two lengths, or a length and chunks, is refused', async () => {
  const { host } = new URL(server().origin);
  for (const two of [
    'Content-Length: 5\r\nContent-Length: 6',
    'Content-Length: 5\r\nTransfer-Encoding: chunked',
  ]) {
    const text = `POST /fhir/Patient HTTP/1.1\r\nHost: ${host}\r\n${two}\r\n\r\n0\r\n\r\n`;
    expect(readRaw(await sendRaw(server().origin, text)).status).toBe(400);
  }
});
