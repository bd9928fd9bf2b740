import { loadPatients } from './load-patients.ts';
import { App, appNamed, REDIRECT, useSmart } from './use-smart.ts';

const SCOPE = 'launch/patient openid offline_access patient/Patient.rs';
const WHO = { user: 'alice', patient: 'p1' };

const smart = useSmart(async (server) => {
  await loadPatients(server);
  await server.register(appNamed('app'));
  await server.register(appNamed('other'));
});

const app = () => new App(smart(), 'app');
const code = async (one: App) => (await one.authorize(SCOPE, WHO)).get('code') ?? '';

describe('authorization', () => {
  it.each(['https://inferno.healthit.gov/invalid_aud', 'https://evil.example/fhir', ''])(
    "launch is refused for an audience '%s'",
    async (aud) => {
      const { url } = await app().begin(SCOPE, { aud });
      const answer = new URL(url).searchParams;
      expect([answer.get('error'), answer.get('code')]).toEqual(['invalid_request', null]);
    },
  );

  it('takes the audience with a slash at its end', async () => {
    expect((await app().begin(SCOPE, { aud: `${smart().base}/` })).text).toContain('/sign-in"');
  });

  it.each([
    [{ code_challenge: '' }],
    [{ code_challenge_method: 'plain' }],
    [{ response_type: 'token' }],
    [{ scope: 'system/*.rs' }],
    [{ scope: 'patient/Nothing.rs' }],
  ])('no code is issued for %j', async (more) => {
    const { url } = await app().begin(SCOPE, more);
    expect(url).toMatch(/[?#&]error=[a-z_]+/);
    expect(url).not.toMatch(/[?#&]code=/);
  });

  it.each([
    `${REDIRECT}/more`,
    `${REDIRECT}?more=1`,
    `${REDIRECT}#more`,
    'http://localhost:9998/callback',
    'http://localhost@evil.example:9999/callback',
    'http://evil.example/callback',
    '//localhost:9999/callback',
    '',
  ])("never leads to an unregistered redirect URI '%s'", async (redirect_uri) => {
    const page = await app().begin(SCOPE, { redirect_uri });
    expect(page.status).toBe(400);
    expect(page.headers.location).toBeUndefined();
    expect(page.url.startsWith(smart().base)).toBe(true);
  });

  it('never leads anywhere for an unknown client', async () => {
    const page = await new App(smart(), 'BAD_CLIENT_ID').begin(SCOPE);
    expect([page.status, page.headers.location]).toEqual([400, undefined]);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  });
});

describe('token exchange', () => {
  it('fails for a code that was never issued', async () => {
    const { status, body } = await app().exchange('BAD_CODE');
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  it('fails for an unknown client', async () => {
    const one = app();
    const { status } = await one.exchange(await code(one), { client_id: 'BAD_CLIENT_ID' });
    expect(status).toBe(401);
  });

  it('fails for another client than the code was issued to', async () => {
    const one = app();
    const { status, body } = await one.exchange(await code(one), { client_id: 'other' });
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  it.each([
    ['no', (form: URLSearchParams) => form.delete('code_verifier')],
    ['an empty', (form: URLSearchParams) => form.set('code_verifier', '')],
    ['another', (form: URLSearchParams) => form.set('code_verifier', 'x'.repeat(73))],
    [
      'the challenge as',
      (form: URLSearchParams, one: App) =>
        form.set('code_verifier', one.request(SCOPE).get('code_challenge') as string),
    ],
  ])('fails with %s code verifier', async (_, spoil) => {
    const one = app();
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code: await code(one),
      redirect_uri: REDIRECT,
      client_id: 'app',
      code_verifier: one.verifier,
    });
    spoil(form, one);
    const { status, body } = await smart().post('/token', Object.fromEntries(form));
    expect([status, body.error]).toEqual([400, expect.stringMatching(/^invalid_(grant|request)$/)]);
    expect(body).not.toHaveProperty('access_token');
  });

  it('fails with another redirect URI than the code was issued for', async () => {
    const one = app();
    const { status } = await one.exchange(await code(one), { redirect_uri: `${REDIRECT}2` });
    expect(status).toBe(400);
  });

  it('fails for a code that was used, and takes back what was issued for it', async () => {
    const one = app();
    const used = await code(one);
    const { body } = await one.exchange(used);
    expect((await one.exchange(used)).body.error).toBe('invalid_grant');
    const read = await smart().server.get('/Patient/p1', { Authorization: `Bearer ${body.access_token}` });
    expect(read.status).toBe(401);
    expect((await one.refresh(body.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('fails for a user who was shut out in the meantime', async () => {
    await smart().addUser({ name: 'gone', fhirUser: 'Practitioner/gone' });
    const one = app();
    const answer = await one.authorize(SCOPE, { user: 'gone', patient: 'p1' });
    await smart().users.change('gone', (user) => ({ ...user, disabled: true }));
    expect((await one.exchange(answer.get('code') ?? '')).body.error).toBe('invalid_grant');
  });
});
