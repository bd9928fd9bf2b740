import type { Launch } from '#smart/launch/launches.ts';
import { loadPatients } from './load-patients.ts';
import { App, appNamed, backEndClient, bearer, newBackEnd, REDIRECT, useSmart } from './use-smart.ts';

const SCOPE = 'launch openid fhirUser offline_access user/Patient.rs user/Encounter.rs patient/Patient.rs';

const smart = useSmart(async (server) => {
  await loadPatients(server);
  await server.register(appNamed('app'));
  await server.register(appNamed('other'));
  await server.addUser({ name: 'bob', fhirUser: 'Practitioner/bob' });
});

const prepare = (launch: Partial<Launch> = {}): Promise<string> =>
  smart().launches.prepare({ clientId: 'app', context: { patient: 'p1', encounter: 'e1' }, ...launch });

/** What the app is told when it begins with this launch id. */
async function refusal(launch: string, scope = SCOPE, id = 'app') {
  const page = await new App(smart(), id).begin(scope, { launch });
  return new URL(page.url).searchParams;
}

describe('an EHR', () => {
  const ask = async (body: unknown, headers: Record<string, string>) => {
    const response = await fetch(`${smart().base}/auth/launch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, told: (await response.json()) as Record<string, string> };
  };

  const ehr = async (id: string, mayLaunch: boolean) => {
    const backEnd = await newBackEnd(id);
    await smart().register({ ...backEndClient(backEnd), mayLaunch });
    return smart().systemToken(backEnd);
  };

  it('prepares a launch and gets the URL to open', async () => {
    const token = await ehr('ehr', true);
    const { status, told } = await ask({ client: 'app', user: 'alice', patient: 'p1', intent: 'x' }, token);
    expect(status).toBe(201);
    const url = new URL(told.url ?? '');
    expect([url.origin + url.pathname, url.searchParams.get('iss'), url.searchParams.get('launch')]).toEqual([
      'http://localhost:9999/launch',
      smart().base,
      told.launch,
    ]);
    const more = { launch: told.launch ?? '' };
    const { body } = await new App(smart(), 'app').launch(SCOPE, { user: 'alice', more });
    expect(body).toMatchObject({ patient: 'p1', intent: 'x' });
    for (const wrong of [
      '{',
      '[]',
      '{"__proto__":{"client":"app"}}',
      {},
      { client: 'nobody' },
      { client: 'app', patient: '../p1' },
      { client: 'app', patient: 1 },
      { client: 'app', user: 'nobody' },
      { client: 'app', more: 'x' },
    ])
      expect((await ask(wrong, token)).status).toBe(400);
  });

  it('is nobody else than a back end that may', async () => {
    const { body } = await new App(smart(), 'app').launch('launch/patient user/*.rs', {
      user: 'alice',
      patient: 'p1',
    });
    const request = { client: 'app', patient: 'p1' };
    expect((await ask(request, {})).status).toBe(401);
    expect((await ask(request, bearer('x'))).status).toBe(401);
    expect((await ask(request, bearer(body.access_token))).status).toBe(403);
    expect((await ask(request, await ehr('not-an-ehr', false))).status).toBe(403);
  });
});

describe('EHR launch', () => {
  it('launch context contains patient and encounter, which can be read with the token', async () => {
    const app = new App(smart(), 'app');
    const { status, body } = await app.launch(SCOPE, { user: 'alice', more: { launch: await prepare() } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ patient: 'p1', encounter: 'e1', need_patient_banner: true });
    expect(body.scope).toBe(SCOPE);
    for (const type of ['Patient', 'Encounter']) {
      const id = body[type.toLowerCase()] as string;
      const read = await smart().server.get(`/${type}/${id}`, bearer(body.access_token));
      expect(read).toMatchObject({ status: 200, resource: { resourceType: type, id } });
    }
  });

  it('tells the banner and the intent that the EHR gave', async () => {
    const launch = await prepare({
      context: { patient: 'p1', needPatientBanner: false, intent: 'reconcile' },
    });
    const { body } = await new App(smart(), 'app').launch(SCOPE, { user: 'alice', more: { launch } });
    expect(body).toMatchObject({ need_patient_banner: false, intent: 'reconcile' });
  });

  it('authorization by POST works as by GET', async () => {
    const app = new App(smart(), 'app');
    const form = app.request(SCOPE, { launch: await prepare() });
    const first = await app.browser.open(app.authorizeUrl, { method: 'POST', form });
    expect(first.text).toContain('/sign-in"');
    const answer = new URL((await app.consent(await app.signIn(first, 'alice'))).url);
    expect(answer.href.startsWith(`${REDIRECT}?`)).toBe(true);
    const { status, body } = await app.exchange(answer.searchParams.get('code') ?? '');
    expect([status, body.patient]).toEqual([200, 'p1']);
  });

  it('works for an app that signs assertions', async () => {
    const keys = await newBackEnd('asymmetric', 'RS384');
    await smart().register(
      appNamed('asymmetric', { authentication: 'key', jwks: { keys: [keys.publicKey] } }),
    );
    const app = new App(smart(), 'asymmetric');
    const more = { launch: await prepare({ clientId: 'asymmetric' }) };
    const answer = await app.authorize(SCOPE, { user: 'alice', more });
    const exchange = async (assertion: string) =>
      app.exchange(answer.get('code') ?? '', {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      });
    expect((await app.exchange(answer.get('code') ?? '')).status).toBe(401);
    const { status, body } = await exchange(await smart().assertion(keys));
    expect([status, body.id_token]).toEqual([200, expect.any(String)]);
  });

  it('uses a launch id once', async () => {
    const launch = await prepare();
    expect((await new App(smart(), 'app').begin(SCOPE, { launch })).text).toContain('/sign-in"');
    expect((await refusal(launch)).get('error')).toBe('invalid_request');
  });

  it.each([
    ['that nobody prepared', async () => 'nobody', SCOPE, 'app'],
    ['of another app', () => prepare(), SCOPE, 'other'],
    ['without the scope launch', () => prepare(), 'user/Patient.rs', 'app'],
  ])('refuses a launch %s', async (_, launch, scope, id) => {
    const answer = await refusal(await launch(), scope, id);
    expect([answer.get('error'), answer.get('code')]).toEqual(['invalid_request', null]);
  });

  it('refuses somebody else than the one who launched', async () => {
    const { id } = (await smart().users.byName('alice')) ?? {};
    const launch = await prepare({ ...(id === undefined ? {} : { userId: id }) });
    const app = new App(smart(), 'app');
    const page = await app.signIn(await app.begin(SCOPE, { launch }), 'bob');
    expect(new URL(page.url).searchParams.get('error')).toBe('access_denied');
  });

  it('refuses a patient the record of another one', async () => {
    await smart().addUser({ name: 'paul', fhirUser: 'Patient/p2' });
    const app = new App(smart(), 'app');
    const page = await app.signIn(await app.begin(SCOPE, { launch: await prepare() }), 'paul');
    expect(new URL(page.url).searchParams.get('error')).toBe('access_denied');
  });
});
