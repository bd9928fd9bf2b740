import { randomUUID } from 'node:crypto';
import { loadPatients } from './load-patients.ts';
import { App, appNamed, bearer, useSmart } from './use-smart.ts';

const SCOPE = 'launch/patient openid fhirUser offline_access patient/Patient.rs patient/Observation.rs';
const WHO = { user: 'alice', patient: 'p1' };

const smart = useSmart(async (server) => {
  await loadPatients(server);
  await server.register(appNamed('public'));
  await server.register(appNamed('symmetric', { authentication: 'secret' }));
  await server.register(
    appNamed('resource-server', {
      kind: 'resource-server',
      authentication: 'secret',
      redirectUris: [],
      scopes: '',
    }),
  );
});

const read = (token: unknown) => smart().server.get('/Patient/p1', bearer(token));

describe.each(['public', 'symmetric'])('token refresh (%s client)', (id) => {
  it('server successfully refreshes the access token when optional scope parameter omitted', async () => {
    const app = new App(smart(), id);
    const { body } = await app.launch(SCOPE, WHO);
    const refreshed = await app.refresh(body.refresh_token);
    expect(refreshed.status).toBe(200);
    expect(refreshed.headers.get('cache-control')).toContain('no-store');
    expect(refreshed.headers.get('pragma')).toContain('no-cache');
    expect(refreshed.body).toMatchObject({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: expect.any(Number),
      scope: SCOPE,
      patient: 'p1',
    });
    expect((await read(refreshed.body.access_token)).status).toBe(200);
  });

  it('server successfully refreshes the access token when optional scope parameter provided', async () => {
    const app = new App(smart(), id);
    const { body } = await app.launch(SCOPE, WHO);
    const whole = await app.refresh(body.refresh_token, { scope: String(body.scope) });
    expect([whole.status, whole.body.scope]).toEqual([200, SCOPE]);
    const narrow = await app.refresh(whole.body.refresh_token, { scope: 'patient/Observation.rs' });
    expect([narrow.status, narrow.body.scope]).toEqual([200, 'patient/Observation.rs']);
    expect((await read(narrow.body.access_token)).status).toBe(403);
  });

  it('never grants more than there was', async () => {
    const app = new App(smart(), id);
    const { body } = await app.launch(SCOPE, WHO);
    const more = await app.refresh(body.refresh_token, { scope: `${SCOPE} patient/Condition.rs` });
    expect([more.status, more.body.error]).toEqual([400, 'invalid_scope']);
  });

  it('takes the same refresh token again for an answer that was lost', async () => {
    const app = new App(smart(), id);
    const { body } = await app.launch(SCOPE, WHO);
    const answers = await Promise.all(Array.from({ length: 5 }, () => app.refresh(body.refresh_token)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const again = await app.refresh(body.refresh_token);
    expect(again.status).toBe(200);
    for (const one of [...answers, again]) expect((await read(one.body.access_token)).status).toBe(200);
  });
});

describe('refresh tokens', () => {
  it('refuses one that was never issued', async () => {
    const { status, body } = await new App(smart(), 'public').refresh(randomUUID());
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  it('takes a refresh of a public app that leaves its client_id out', async () => {
    const { body } = await new App(smart(), 'public').launch(SCOPE, WHO);
    const form = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
    expect((await smart().post('/token', form)).status).toBe(200);
  });

  it('does not take one without the secret of its client', async () => {
    const { body } = await new App(smart(), 'symmetric').launch(SCOPE, WHO);
    const form = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
    expect((await smart().post('/token', form)).status).toBe(400);
    expect((await smart().post('/token', { ...form, client_id: 'symmetric' })).status).toBe(401);
    expect((await new App(smart(), 'public').refresh(body.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('gives a public app a new one each time, and revokes all when an old one comes back late', async () => {
    const app = new App(smart(), 'public');
    const { body } = await app.launch(SCOPE, WHO);
    const next = await app.refresh(body.refresh_token);
    expect(next.body.refresh_token).not.toBe(body.refresh_token);
    await smart().makeOlder('RefreshToken', String(body.refresh_token), 60);
    expect((await app.refresh(body.refresh_token)).body.error).toBe('invalid_grant');
    expect((await read(next.body.access_token)).status).toBe(401);
    expect((await app.refresh(next.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('gives one for online_access that ends when the user signs out', async () => {
    const app = new App(smart(), 'public');
    const { body } = await app.launch('launch/patient online_access patient/Patient.rs', WHO);
    const next = await app.refresh(body.refresh_token);
    expect(next.status).toBe(200);
    const page = await app.browser.open(`${smart().base}/auth/sign-out`);
    await app.browser.submit(page, '/sign-out/confirm', [['logout', 'yes']]);
    await smart().endRenewal();
    expect((await read(next.body.access_token)).status).toBe(401);
    expect((await app.refresh(next.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('keeps offline_access when the user signs out', async () => {
    const app = new App(smart(), 'public');
    const { body } = await app.launch(SCOPE, WHO);
    const page = await app.browser.open(`${smart().base}/auth/sign-out`);
    await app.browser.submit(page, '/sign-out/confirm', [['logout', 'yes']]);
    await smart().endRenewal();
    expect((await read(body.access_token)).status).toBe(200);
    expect((await app.refresh(body.refresh_token)).status).toBe(200);
  });
});

describe('revocation', () => {
  it.each(['access_token', 'refresh_token'])('of the %s ends both, and no other launch', async (name) => {
    const app = new App(smart(), 'public');
    const [{ body }, other] = [
      await app.launch(SCOPE, WHO),
      await new App(smart(), 'public').launch(SCOPE, WHO),
    ];
    const form = { token: String(body[name]), client_id: 'public' };
    expect((await smart().post('/revoke', form)).status).toBe(200);
    expect((await read(body.access_token)).status).toBe(401);
    expect((await app.refresh(body.refresh_token)).status).toBe(400);
    expect((await read(other.body.access_token)).status).toBe(200);
  });

  it('is not for tokens of others', async () => {
    const { body } = await new App(smart(), 'symmetric').launch(SCOPE, WHO);
    await smart().post('/revoke', { token: String(body.refresh_token), client_id: 'public' });
    expect((await read(body.access_token)).status).toBe(200);
  });
});

describe('introspection', () => {
  const introspect = (token: unknown, id = 'resource-server') =>
    smart().post(
      '/introspect',
      { token: String(token) },
      {
        Authorization: `Basic ${Buffer.from(`${id}:${smart().secrets.get(id)}`).toString('base64')}`,
      },
    );

  it('tells of an active token what the token response told', async () => {
    const { body } = await new App(smart(), 'public').launch(SCOPE, WHO);
    const told = await introspect(body.access_token);
    expect(told.status).toBe(200);
    expect(told.body).toMatchObject({
      active: true,
      client_id: 'public',
      scope: body.scope,
      patient: 'p1',
      iss: `${smart().base}/auth`,
      sub: expect.any(String),
      exp: expect.any(Number),
      fhirUser: `${smart().base}/Practitioner/alice`,
    });
  });

  it('tells of a token that is none, or revoked, that it is not active and nothing else', async () => {
    expect(await introspect('invalid_token_value')).toMatchObject({ status: 200, body: { active: false } });
    const { body } = await new App(smart(), 'public').launch(SCOPE, WHO);
    await smart().post('/revoke', { token: String(body.access_token), client_id: 'public' });
    expect((await introspect(body.access_token)).body).toEqual({ active: false });
  });

  it('tells an app nothing of the tokens of another one', async () => {
    const { body } = await new App(smart(), 'public').launch(SCOPE, WHO);
    expect((await introspect(body.access_token, 'symmetric')).body).toEqual({ active: false });
  });
});
