/** Who sends slowly, or not at all, is answered and let go after the time that a request may take. */
import { useServer } from '../server-for-tests.ts';
import { readRaw, sendRaw } from './raw-request.ts';

const server = useServer({}, { HEADER_TIMEOUT: '1', REQUEST_TIMEOUT: '2' });

it.each([
  ['half a header', 'GET /fhir/metadata HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '],
  [
    'half a body',
    'POST /fhir/Patient HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/fhir+json\r\nContent-Length: 1000\r\n\r\n{',
  ],
  [
    'a chunk of many',
    'POST /fhir/Patient HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/fhir+json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n',
  ],
])('%s is 408, and the connection ends', async (_, text) => {
  const { status, body } = readRaw(await sendRaw(server().origin, text));
  expect(status).toBe(408);
  expect(JSON.parse(body)).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'timeout' }] });
});

it('a crowd of them keeps nobody else waiting', async () => {
  const slow = Array.from({ length: 200 }, () =>
    sendRaw(server().origin, 'GET /fhir/metadata HTTP/1.1\r\nHost: '),
  );
  expect((await server().get('/metadata')).status).toBe(200);
  const answers = await Promise.all(slow);
  expect(answers.every((answer) => readRaw(answer).status === 408)).toBe(true);
});
