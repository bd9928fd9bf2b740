import { checkHost } from '#http/check-host.ts';
import { useServer } from '../server-for-tests.ts';

const server = useServer();
const BASE = 'https://fhir.example.org/fhir';

it.each([
  'evil.example',
  'evil.example:8080',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '10.0.0.7',
])("refuses a Host of '%s', which a rebound name would send", async (host) => {
  const reply = await server().get('/metadata', { Host: host });
  expect(reply).toMatchObject({ status: 403, issues: [{ code: 'security' }] });
  const write = await server().post('/Patient', { resourceType: 'Patient' }, { Host: host });
  expect(write.status).toBe(403);
});

it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1', '127.8.9.1:80', '[::1]', '[::1]:8080'])(
  'serves a Host of %s',
  async (host) => {
    expect((await server().get('/Patient', { Host: host })).status).toBe(200);
  },
);

it('takes the host of its own base for its own', () => {
  expect(() => checkHost('fhir.example.org:443', BASE)).not.toThrow();
  expect(() => checkHost('example.org', BASE)).toThrow('another machine');
  expect(() => checkHost(undefined, BASE)).toThrow('another machine');
});
