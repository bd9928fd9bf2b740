/** What Inferno checks that a server refuses, each under its sentence. */
import { createHash } from 'node:crypto';
import { loadPatients } from '../load-patients.ts';
import { App, appNamed, type BackEnd, backEndClient, bearer, newBackEnd, useSmart } from '../use-smart.ts';

const SCOPE =
  'launch/patient openid fhirUser offline_access patient/Patient.rs patient/Observation.rs patient/Condition.rs';
const WHO = { user: 'alice', patient: 'p1' };
let rs384: BackEnd;
let es384: BackEnd;

const smart = useSmart(async (server) => {
  await loadPatients(server);
  await server.register(appNamed('app'));
  rs384 = await newBackEnd('rs384', 'RS384');
  es384 = await newBackEnd('es384', 'ES384');
  for (const backEnd of [rs384, es384]) await server.register(backEndClient(backEnd));
});

const code = async (app: App) => (await app.authorize(SCOPE, WHO)).get('code') ?? '';

describe('invalid launches', () => {
  it('Inferno client app does not receive code parameter redirecting from invalid aud', async () => {
    const aud = 'https://inferno.healthit.gov/invalid_aud';
    const { url } = await new App(smart(), 'app').begin(SCOPE, { aud });
    expect(new URL(url).searchParams.has('code')).toBe(false);
  });

  it('OAuth token exchange fails when supplied invalid code', async () => {
    expect((await new App(smart(), 'app').exchange('BAD_CODE')).status).toBe(400);
  });

  it('OAuth token exchange fails when supplied invalid client ID', async () => {
    const app = new App(smart(), 'app');
    expect([400, 401]).toContain(
      (await app.exchange(await code(app), { client_id: 'BAD_CLIENT_ID' })).status,
    );
  });

  it.each([
    ['OAuth token exchange fails when no PKCE code_verifier is provided', () => undefined],
    ['OAuth token exchange fails when PKCE code_verifier is blank', () => ''],
    ['OAuth token exchange fails when PKCE code_verifier is incorrect', () => 'x'.repeat(73)],
    [
      'OAuth token exchange fails when PKCE code_verifier matches code_challenge',
      (verifier: string) => createHash('sha256').update(verifier).digest('base64url'),
    ],
  ])('%s', async (_, wrong: (verifier: string) => string | undefined) => {
    const app = new App(smart(), 'app');
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code: await code(app),
      redirect_uri: 'http://localhost:9999/callback',
      client_id: 'app',
    });
    const verifier = wrong(app.verifier);
    if (verifier !== undefined) form.set('code_verifier', verifier);
    const response = await fetch(`${smart().base}/auth/token`, { method: 'POST', body: form });
    expect([400, 401]).toContain(response.status);
  });
});

describe('limited app', () => {
  it('User grants access to a subset: granted types can be searched, denied types cannot', async () => {
    const app = new App(smart(), 'app');
    const page = await app.pick(await app.signIn(await app.begin(SCOPE), 'alice'), 'patient', 'p1');
    const [, denied = ''] = /name="([^"]+)" value="yes" checked>[^<]*Condition/.exec(page.text) ?? [];
    const answer = await app.consent(page, (all) =>
      all.filter((field) => field !== denied).map((field) => [field, 'yes']),
    );
    const { body } = await app.exchange(new URL(answer.url).searchParams.get('code') ?? '');
    expect(String(body.scope).split(' ').sort()).toEqual(
      SCOPE.split(' ')
        .filter((scope) => scope !== 'patient/Condition.rs')
        .sort(),
    );
    const search = (type: string) => smart().server.get(`/${type}?patient=p1`, bearer(body.access_token));
    expect((await search('Observation')).status).toBe(200);
    expect([401, 403]).toContain((await search('Condition')).status);
  });
});

describe('backend services', () => {
  const ask = (backEnd: BackEnd) => smart().askAsBackEnd(backEnd, 'system/*.rs');
  const post = async (more: Record<string, string>) =>
    smart().post('/token', {
      grant_type: 'client_credentials',
      scope: 'system/*.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await smart().assertion(rs384),
      ...more,
    });

  it('Authorization request fails when client supplies invalid grant_type', async () => {
    expect((await post({ grant_type: 'not_a_grant_type' })).status).toBe(400);
  });

  it('Authorization request fails when supplied invalid client_assertion_type', async () => {
    expect([400, 401]).toContain((await post({ client_assertion_type: 'not_an_assertion_type' })).status);
  });

  it('Authorization request fails when client supplies invalid JWT token', async () => {
    for (const invalid of ['x', 'a.b.c', `${await smart().assertion(rs384)}x`])
      expect([400, 401]).toContain((await post({ client_assertion: invalid })).status);
  });

  it.each([
    ['RS384', () => rs384],
    ['ES384', () => es384],
  ])('Authorization request succeeds when supplied correct information (%s)', async (_, backEnd) => {
    expect([200, 201]).toContain((await ask(backEnd())).status);
  });

  it('Authorization request response body contains required information encoded in JSON', async () => {
    const { body } = await ask(es384);
    expect(body).toMatchObject({ access_token: expect.any(String), expires_in: 300, scope: 'system/*.rs' });
    expect(String(body.token_type).toLowerCase()).toBe('bearer');
  });
});
