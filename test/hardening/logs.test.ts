/** Logs tell that something was asked, and not what: no secret, no name, no id, at the finest level. */
import { Writable } from 'node:stream';
import pino from 'pino';
import { loadConformance, openStore, startServer } from '#server.ts';
import { configForTests, ServerForTests } from '../server-for-tests.ts';
import { App, appNamed, backEndClient, newBackEnd, PASSWORD, SmartServer } from '../smart/use-smart.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
let lines = '';
let smart: SmartServer;

beforeAll(async () => {
  const sink = new Writable({
    write(chunk, _, done) {
      lines += chunk;
      done();
    },
  });
  const config = configForTests(folder, {}, { AUTH: 'smart' });
  const server = new ServerForTests(
    await startServer(config, { log: pino({ level: 'trace' }, sink), version: '0' }),
  );
  const conformance = loadConformance();
  const store = await openStore(config, conformance, pino({ level: 'silent' }));
  smart = new SmartServer(server, store, { resourceTypes: conformance.definitions.resourceTypes, folder });
});

afterAll(async () => {
  await smart.server.close();
  await smart.store.close();
  remove();
});

it('hold no token, password, secret, name or id, whether requests succeed or fail', async () => {
  const backEnd = await newBackEnd('feed');
  await smart.register(backEndClient(backEnd));
  await smart.register(appNamed('public'));
  await smart.register(appNamed('confidential', { authentication: 'secret' }));
  await smart.addUser({ name: 'canaryuser', fhirUser: 'Practitioner/canary-fhir-user' });
  const assertion = await smart.assertion(backEnd);
  const { access_token: token } = (await smart.askAsBackEnd(backEnd, 'system/*.cruds', assertion)).body;
  const headers = { Authorization: `Bearer ${token}` };
  const patient = { resourceType: 'Patient', id: 'canary-id', name: [{ family: 'Canaryname' }] };
  await smart.server.put('/Patient/canary-id', patient, headers);
  await smart.server.get('/Patient?name=Canaryname', headers);
  await smart.server.post('/Patient', { ...patient, gender: 'canary-wrong' }, headers);
  await smart.server.get('/Patient/canary-id', { Authorization: 'Bearer canary-token' });
  await smart.askAsBackEnd(backEnd, 'system/*.cruds', assertion);
  const app = new App(smart, 'public');
  const page = await app.begin('openid fhirUser offline_access user/*.rs');
  await app.signIn(page, 'canaryuser', 'canary-wrong-password');
  const answer = await app.authorize('openid fhirUser offline_access user/*.rs', { user: 'canaryuser' });
  const { body } = await app.exchange(answer.get('code') ?? '');
  await app.exchange('canary-code');
  await app.refresh(body.refresh_token);
  await app.refresh('canary-refresh');
  await new App(smart, 'confidential').exchange('canary-code');
  const secrets = [
    token,
    assertion,
    answer.get('code'),
    body.access_token,
    body.refresh_token,
    body.id_token,
    PASSWORD,
  ];
  for (const secret of [...secrets, ...smart.secrets.values()]) expect(lines).not.toContain(String(secret));
  expect(lines).not.toMatch(/canary|Bearer|eyJ/i);
  expect(lines).toContain('"status":401');
  expect(lines).toContain('token-refused');
});
