import { loadPatients } from '../smart/load-patients.ts';
import { App, appNamed, useSmart } from '../smart/use-smart.ts';
import type { AuditEvent } from './events.ts';

const smart = useSmart(async (server) => {
  await loadPatients(server);
  await server.register(appNamed('app'));
});

/** All events of sign-ins, consents and tokens, oldest first, straight from the store. */
async function events(): Promise<AuditEvent[]> {
  const { versions } = await smart().store.history({ type: 'AuditEvent', oldestFirst: true, count: 1000 });
  return versions.map(({ text }) => JSON.parse(text as string) as AuditEvent);
}

const told = ({ outcome, subtype = [], agent }: AuditEvent): string =>
  [
    outcome,
    subtype.map(({ code }) => code).join(),
    ...agent.map(({ who }) => who.identifier?.value ?? '-'),
  ].join(' ');

it('a sign-in that fails, one that does not, consent and tokens leave events, with the address', async () => {
  const app = new App(smart(), 'app');
  const page = await app.signIn(
    await app.begin('launch/patient patient/Patient.rs'),
    'alice',
    'wrong password',
  );
  expect(page.status).toBe(401);
  expect(told((await events()).at(-1) as AuditEvent)).toBe('4 110122 app -');
  const picked = await app.signIn(page, 'alice');
  expect(picked.text).toContain('Which patient?');
  const all = await events();
  // The patients to choose from were searched for the person who signed in.
  const [signedIn, picking] = all.slice(-2);
  expect([signedIn?.outcome, signedIn?.subtype?.[0]?.code]).toEqual(['0', '110122']);
  expect([picking?.outcome, picking?.subtype?.[0]?.code]).toEqual(['0', 'search-type']);
  expect(all.every(({ agent }) => agent[0]?.network?.address === '127.0.0.1')).toBe(true);
  expect(JSON.stringify(all)).not.toMatch(/wrong password|correct horse/);
});

it('a token that is refused, and a name that is locked', async () => {
  const refused = await smart().post('/token', {
    grant_type: 'authorization_code',
    client_id: 'app',
    code: 'x',
  });
  expect(refused.status).toBe(400);
  expect(told((await events()).at(-1) as AuditEvent)).toBe('4 ITI-71 app -');
  await smart().addUser({ name: 'locked' });
  const app = new App(smart(), 'app');
  let page = await app.begin('launch/patient patient/Patient.rs');
  for (let i = 0; i < 6; i++) page = await app.signIn(page, 'locked', 'wrong password');
  expect((await events()).at(-1)?.outcome).toBe('12');
});

it('a request without a token, and one with a token that is none, leave events', async () => {
  await smart().server.get('/Patient/p1');
  await smart().server.get('/Patient/p1', { Authorization: 'Bearer nothing' });
  const last = (await events()).slice(-2);
  expect(
    last.map(({ subtype = [], entity = [] }) => [
      subtype[0]?.code,
      Buffer.from(entity[0]?.query ?? '', 'base64').toString(),
    ]),
  ).toEqual([
    ['login', 'GET /Patient/p1'],
    ['login', 'GET /Patient/p1'],
  ]);
});
