/** What Inferno checks of a standalone launch and of one from an EHR, each under its sentence. */
import { loadPatients } from '../load-patients.ts';
import { App, appNamed, type BackEnd, bearer, newBackEnd, REDIRECT, useSmart } from '../use-smart.ts';

const TYPES = ['Patient', 'Observation', 'Condition', 'Encounter'];
const STANDALONE = `launch/patient openid fhirUser offline_access ${TYPES.map((type) => `patient/${type}.rs`).join(' ')}`;
const EHR = `launch openid fhirUser offline_access patient/Patient.rs ${TYPES.map((type) => `user/${type}.rs`).join(' ')}`;
const WHO = { user: 'alice', patient: 'p1' };
let asymmetric: BackEnd;

const smart = useSmart(async (server) => {
  await loadPatients(server);
  asymmetric = await newBackEnd('asymmetric', 'ES384');
  await server.register(appNamed('public'));
  await server.register(appNamed('symmetric', { authentication: 'secret' }));
  const jwks = { keys: [asymmetric.publicKey] };
  await server.register(appNamed('asymmetric', { authentication: 'key', jwks }));
});

const assertion = async () => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: await smart().assertion(asymmetric),
});

const get = (path: string, token: unknown) => smart().server.get(path, bearer(token));

/** A launch as the EHR launch of a kit makes it: by POST. */
async function ehrLaunch(id = 'symmetric') {
  const launch = await smart().launches.prepare({
    clientId: id,
    context: { patient: 'p1', encounter: 'e1' },
  });
  const app = new App(smart(), id);
  const form = app.request(EHR, { launch });
  const first = await app.browser.open(app.authorizeUrl, { method: 'POST', form });
  const answer = new URL((await app.consent(await app.signIn(first, 'alice'))).url).searchParams;
  return app.exchange(answer.get('code') ?? '');
}

describe.each(['public', 'symmetric', 'asymmetric'])('standalone launch of a client that is %s', (id) => {
  it('OAuth server redirects client browser to app redirect URI', async () => {
    const answer = await new App(smart(), id).authorize(STANDALONE, WHO);
    expect([answer.has('code'), answer.has('error')]).toEqual([true, false]);
  });

  it('OAuth token exchange request succeeds when supplied correct information', async () => {
    const app = new App(smart(), id);
    const answer = await app.authorize(STANDALONE, WHO);
    const told = await app.exchange(answer.get('code') ?? '', id === 'asymmetric' ? await assertion() : {});
    expect(told.status).toBe(200);
    expect(told.headers.get('content-type')).toMatch(/^application\/json/);
    // Asymmetric launch: an id token is there, and the patient in context can be read.
    expect(told.body.id_token).toEqual(expect.any(String));
    expect((await get(`/Patient/${told.body.patient}`, told.body.access_token)).status).toBe(200);
  });
});

it('OAuth token exchange response body contains required information encoded in JSON', async () => {
  const { body } = await new App(smart(), 'public').launch(STANDALONE, WHO);
  for (const name of ['access_token', 'token_type', 'scope']) expect(body[name]).toMatch(/\S/);
  expect(String(body.token_type).toLowerCase()).toBe('bearer');
  expect(body.expires_in).toEqual(expect.any(Number));
});

it('fhirContext is a list of objects with relative references', async () => {
  const launch = await smart().launches.prepare({
    clientId: 'public',
    context: { patient: 'p1', study: 's1' },
  });
  const { body } = await new App(smart(), 'public').launch(EHR, { user: 'alice', more: { launch } });
  expect(body.fhirContext).toEqual([{ reference: 'ResearchStudy/s1' }]);
});

it('Response includes correct HTTP Cache-Control and Pragma headers', async () => {
  const { headers } = await new App(smart(), 'public').launch(STANDALONE, WHO);
  expect(headers.get('cache-control')).toContain('no-store');
  expect(headers.get('pragma')).toContain('no-cache');
});

it('Token endpoint can be used by CORS', async () => {
  const app = new App(smart(), 'public');
  const answer = await app.authorize(STANDALONE, WHO);
  const { origin } = new URL(REDIRECT);
  const { headers } = await app.exchange(answer.get('code') ?? '', {}, { Origin: origin });
  expect([origin, '*']).toContain(headers.get('access-control-allow-origin'));
});

it.each([
  [
    'patient-level access with OpenID Connect and Refresh Token scopes used',
    STANDALONE,
    'patient',
    'launch/patient',
  ],
  ['user-level access with OpenID Connect and Refresh Token scopes used', EHR, 'user', 'launch'],
])('%s', async (_, requested, level, launch) => {
  const { body } =
    level === 'user' ? await ehrLaunch() : await new App(smart(), 'public').launch(requested, WHO);
  const received = String(body.scope).split(' ');
  for (const scope of ['openid', 'fhirUser', 'offline_access', launch]) expect(received).toContain(scope);
  for (const type of TYPES) {
    const granted = received.find((scope) => scope.startsWith(`${level}/${type}.`)) ?? '';
    expect(granted.split('.')[1]).toMatch(/^(\*|c?ru?d?s?)\b/);
  }
});

it('Server rejects unauthorized access', async () => {
  expect((await smart().server.get('/Patient/p1')).status).toBe(401);
});

it('OAuth token exchange response contains patient and encounter context, which can be read', async () => {
  const { body } = await ehrLaunch();
  for (const [type, id] of [
    ['Patient', body.patient],
    ['Encounter', body.encounter],
  ]) {
    const read = await get(`/${type}/${id}`, body.access_token);
    expect([read.status, read.resource.resourceType]).toEqual([200, type]);
  }
});

it('Launch context contains smart_style_url which links to valid JSON, and need_patient_banner', async () => {
  const { body } = await ehrLaunch();
  expect(body).toHaveProperty('need_patient_banner');
  const { status, body: style } = await smart().json(String(body.smart_style_url));
  expect([status, typeof style]).toEqual([200, 'object']);
});

it('EHR launch grants patient/Patient.rs', async () => {
  const { body } = await ehrLaunch();
  expect(String(body.scope).split(' ')).toContain('patient/Patient.rs');
});

it('EHR server redirects client browser to Inferno app launch URI with iss and launch', async () => {
  const ehr = await newBackEnd('ehr');
  await smart().register({
    ...appNamed('ehr'),
    kind: 'backend',
    authentication: 'key',
    redirectUris: [],
    launchUri: undefined as never,
    scopes: 'system/Patient.rs',
    jwks: { keys: [ehr.publicKey] },
    mayLaunch: true,
    roles: [{ role: 'data-manager', study: '*', site: '*', arm: '*' }],
  });
  const response = await fetch(`${smart().base}/auth/launch`, {
    method: 'POST',
    headers: { ...(await smart().systemToken(ehr, 'system/Patient.rs')), 'Content-Type': 'application/json' },
    body: JSON.stringify({ client: 'public', patient: 'p1' }),
  });
  const { searchParams } = new URL(((await response.json()) as { url: string }).url);
  expect([searchParams.get('iss'), searchParams.get('launch')]).toEqual([
    smart().base,
    expect.stringMatching(/.+/),
  ]);
});

it('OAuth server accepts scopes of version 1, and the resources are accessible', async () => {
  const scope =
    'launch/patient openid fhirUser patient/Patient.read patient/Observation.read patient/Condition.read';
  const { body } = await new App(smart(), 'public').launch(scope, WHO);
  for (const type of ['Patient', 'Observation', 'Condition']) {
    expect(String(body.scope)).toMatch(new RegExp(`patient/${type}\\.(read|rs)\\b`));
    const { status, entries } = await get(
      `/${type}?${type === 'Patient' ? '_id' : 'patient'}=p1`,
      body.access_token,
    );
    expect([status, entries.length > 0]).toEqual([200, true]);
  }
});
