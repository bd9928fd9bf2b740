import { once } from 'node:events';
import { createServer } from 'node:net';
import pino from 'pino';
import { loadConformance, openStore, type RunningServer, startServer } from '#server.ts';
import { Clients } from '#smart/client/clients.ts';
import { issueSystemToken } from '#smart/token/issue-system-token.ts';
import { configForTests } from '../server-for-tests.ts';
import { backEndClient, newBackEnd } from '../smart/use-smart.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const BASE_URL = 'https://fhir.example.org/trial/fhir';
const { folder, remove } = temporaryFolder();
let server: RunningServer;
let port: number;
let token: string;

beforeAll(async () => {
  port = await freePort();
  const config = {
    ...configForTests(folder, {}, { AUTH: 'smart', BASE_URL, TRUST_PROXY: '127.0.0.1' }),
    port,
  };
  server = await startServer(config, { log: pino({ level: 'silent' }), version: '0' });
  const conformance = loadConformance();
  const store = await openStore(config, conformance, pino({ level: 'silent' }));
  const { resourceTypes } = conformance.definitions;
  const { client } = await new Clients(store.records, resourceTypes).add(
    backEndClient(await newBackEnd('feed')),
  );
  const wanted = { client, scope: 'system/*.cruds', seconds: 60 };
  token = await issueSystemToken(wanted, { records: store.records, baseUrl: BASE_URL, resourceTypes });
  await store.close();
});

afterAll(async () => {
  await server.close();
  remove();
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return free;
}

/** Asks as a proxy does, with headers that a client could have sent through it to mislead. */
const ask = (path: string, { method = 'GET', body }: { method?: string; body?: object } = {}) =>
  fetch(`http://127.0.0.1:${port}/fhir${path}`, {
    method,
    redirect: 'manual',
    ...(body ? { body: JSON.stringify(body) } : {}),
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/fhir+json',
      'X-Forwarded-For': '203.0.113.7',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
      Forwarded: 'host=evil.example;proto=http',
    },
  });

/** Every address in an answer that is of this server, or of somebody who wants to be. */
const addresses = (text: string) => [
  ...new Set(text.match(/https?:\/\/(?:fhir\.example\.org|evil\.example|127\.0\.0\.1)[^"\s,]*/g) ?? []),
];

it('every address in an answer is below BASE_URL', async () => {
  const made = await ask('/Patient', { method: 'POST', body: { resourceType: 'Patient' } });
  expect(made.headers.get('location')).toMatch(`${BASE_URL}/Patient/`);
  await ask('/Patient', { method: 'POST', body: { resourceType: 'Patient' } });
  for (const path of [
    '/Patient?_count=1',
    '/Patient/_history?_count=1',
    '/_history?_count=1',
    '/metadata',
    '/.well-known/smart-configuration',
    '/auth/.well-known/openid-configuration',
  ]) {
    const found = addresses(await (await ask(path)).text());
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((url) => !url.startsWith(BASE_URL))).toEqual([]);
  }
});

it('the issuer, its redirects and its cookies are those of BASE_URL, by https', async () => {
  const openid = (await (await ask('/auth/.well-known/openid-configuration')).json()) as { issuer: string };
  expect(openid.issuer).toBe(`${BASE_URL}/auth`);
  const unauthorized = await fetch(`http://127.0.0.1:${port}/fhir/Patient`);
  expect(unauthorized.headers.get('www-authenticate')).toContain(`realm="${BASE_URL}"`);
  expect(unauthorized.headers.get('strict-transport-security')).toBe('max-age=31536000');
});
