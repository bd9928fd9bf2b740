import { loadPatients } from './load-patients.ts';
import { App, appNamed, type BackEnd, backEndClient, bearer, newBackEnd, useSmart } from './use-smart.ts';

let backEnd: BackEnd;

const smart = useSmart(async (server) => {
  await loadPatients(server);
  backEnd = await newBackEnd('system');
  await server.register(backEndClient(backEnd));
  await server.register(appNamed('app'));
});

const get = (path: string, headers: Record<string, string> = {}) => smart().server.get(path, headers);

describe('a request without a token', () => {
  it.each([
    '/Patient/p1',
    '/Patient',
    '/Patient/p1/_history',
    '/_history',
    '/$meta',
    '/Patient/p1/$everything',
    '/',
  ])('server rejects unauthorized access: GET %s', async (path) => {
    const { status, headers, issues } = await get(path);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe(`Bearer realm="${smart().base}"`);
    expect(issues).toEqual([expect.objectContaining({ severity: 'error', code: 'login' })]);
  });

  it.each(['POST', 'PUT', 'PATCH'])('is refused by %s before its body is read', async (method) => {
    const reply = await smart().server.send(method, '/Patient/p1', { body: '{ this is no JSON' });
    expect(reply.status).toBe(401);
    expect((await smart().server.delete('/Patient/p1')).status).toBe(401);
  });

  it('is refused for batches and searches by POST', async () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET', url: 'Patient' } }],
    };
    expect((await smart().server.post('', bundle)).status).toBe(401);
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect(
      (await smart().server.send('POST', '/Patient/_search', { body: '_id=p1', headers: form })).status,
    ).toBe(401);
  });

  it('cannot be made up for by an address, a cookie or a Host', async () => {
    const { access_token: token } = (await smart().askAsBackEnd(backEnd, 'system/*.rs')).body;
    expect((await get(`/Patient/p1?access_token=${token}`)).status).toBe(401);
    expect((await get('/Patient/p1', { Cookie: `access_token=${token}` })).status).toBe(401);
    expect((await get('/Patient/p1', { Host: '127.0.0.1', 'X-Forwarded-User': 'admin' })).status).toBe(401);
    expect((await get('/metadata/../Patient/p1')).status).toBe(401);
    expect((await get('/Patient/p1?x=/metadata')).status).toBe(401);
  });
});

describe('a token', () => {
  it.each([
    'Bearer',
    'Bearer ',
    'Bearer two words',
    'Basic dXNlcjpwYXNz',
    'Bearer ../../etc',
    'Bearer {"$ne":""}',
    `Bearer ${'x'.repeat(15_000)}`,
    'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsInNjb3BlIjoic3lzdGVtLyouY3J1ZHMifQ.',
  ])('is refused in the form %.60s', async (Authorization) => {
    const { status, headers } = await get('/Patient/p1', { Authorization });
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Bearer realm="[^"]+", error="invalid_token"/);
  });

  it('is taken whatever the case of the word Bearer', async () => {
    const { access_token: token } = (await smart().askAsBackEnd(backEnd, 'system/*.rs')).body;
    expect((await get('/Patient/p1', { Authorization: `bearer ${token}` })).status).toBe(200);
  });

  it('makes answers depend on it for caches', async () => {
    const { headers } = await get('/Patient/p1', await smart().systemToken(backEnd));
    expect(headers.vary).toContain('Authorization');
    expect(headers['cache-control']).toMatch(/private|no-store/);
  });

  it('is worth nothing when it is over', async () => {
    const told = await smart().askAsBackEnd(backEnd, 'system/*.rs');
    await smart().endToken(String(told.body.access_token));
    expect((await get('/Patient/p1', bearer(told.body.access_token))).status).toBe(401);
  });

  it('is worth nothing where it is for another server', async () => {
    const told = await smart().askAsBackEnd(backEnd, 'system/*.rs');
    await smart().changeToken(String(told.body.access_token), { aud: 'https://other.example/fhir' });
    expect((await get('/Patient/p1', bearer(told.body.access_token))).status).toBe(401);
  });

  it('is neither a refresh token, nor a code, nor an id token', async () => {
    const app = new App(smart(), 'app');
    const scope = 'launch/patient openid offline_access patient/*.rs';
    const { body } = await app.launch(scope, { user: 'alice', patient: 'p1' });
    const answer = await app.authorize(scope, { user: 'alice', patient: 'p1' });
    for (const token of [body.refresh_token, body.id_token, answer.get('code')])
      expect((await get('/Patient/p1', bearer(token))).status).toBe(401);
  });

  it('ends with its user, at once', async () => {
    await smart().addUser({ name: 'eve', fhirUser: 'Practitioner/eve' });
    const { body } = await new App(smart(), 'app').launch('openid offline_access user/*.rs', { user: 'eve' });
    expect((await get('/Patient/p1', bearer(body.access_token))).status).toBe(200);
    await smart().users.change('eve', (user) => ({ ...user, disabled: true }));
    expect((await get('/Patient/p1', bearer(body.access_token))).status).toBe(401);
  });
});

describe('a token that grants nothing is refused, and is not one that grants all', () => {
  const launchWith = async (changes: Record<string, unknown>) => {
    const scope = 'launch/patient openid fhirUser offline_access patient/*.rs user/*.rs';
    const { body } = await new App(smart(), 'app').launch(scope, { user: 'alice', patient: 'p1' });
    await smart().changeToken(String(body.access_token), changes);
    return get('/Patient/p1', bearer(body.access_token));
  };

  it.each([
    ['no scope', { scope: 'offline_access' }],
    ['openid alone', { scope: 'openid offline_access' }],
    ['a scope nobody knows', { scope: 'everything offline_access admin/*.* Patient.read' }],
    ['a patient scope without a patient', { scope: 'patient/*.rs offline_access', extra: {} }],
    ['a system scope in a user’s token', { scope: 'system/*.rs offline_access' }],
  ])('with %s', async (_, changes) => {
    const { status, headers, issues } = await launchWith(changes);
    expect([status, issues[0]?.code]).toEqual([403, 'forbidden']);
    expect(headers['www-authenticate']).toContain('error="insufficient_scope"');
  });

  it('with a user scope of someone who is nobody here', async () => {
    await smart().addUser({ name: 'nemo' });
    const app = new App(smart(), 'app');
    const { body } = await app.launch('launch/patient patient/Patient.rs user/*.rs', {
      user: 'alice',
      patient: 'p1',
    });
    expect(body.scope).toContain('user/*.rs');
    const page = await app.browser.open(`${smart().base}/auth/sign-out`);
    await app.browser.submit(page, '/sign-out/confirm', [['logout', 'yes']]);
    const refused = await app.signIn(await app.begin('user/*.rs'), 'nemo');
    expect(refused.text).not.toContain('user/*.rs');
    const answer = new URL((await app.consent(refused)).url).searchParams;
    expect(answer.get('error')).toBe('access_denied');
  });
});
