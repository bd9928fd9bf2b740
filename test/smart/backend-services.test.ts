import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK, UnsecuredJWT } from 'jose';
import { KeyServer } from './key-server.ts';
import { type BackEnd, backEndClient, bearer, newBackEnd, useSmart } from './use-smart.ts';

const keyServer = await KeyServer.start();
afterAll(() => keyServer.stop());

let rsa: BackEnd;
let ec: BackEnd;
let remote: BackEnd;

const JWKS = '/keys.json';

const smart = useSmart(
  async (server) => {
    [rsa, ec, remote] = await Promise.all([
      newBackEnd('rsa', 'RS384'),
      newBackEnd('ec'),
      newBackEnd('remote'),
    ]);
    await server.register(backEndClient(rsa));
    await server.register(backEndClient(ec, 'system/Patient.rs system/Observation.crs'));
    const { jwks: _, ...client } = backEndClient(remote, 'system/Patient.rs');
    await server.register({ ...client, jwksUri: keyServer.origin + JWKS });
    keyServer.documents.set(JWKS, { json: { keys: [remote.publicKey] } });
  },
  { AUTH_PRIVATE_HOSTS: keyServer.host },
);

const form = async (backEnd: BackEnd, more: Record<string, string> = {}) => ({
  grant_type: 'client_credentials',
  scope: 'system/Patient.rs',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: await smart().assertion(backEnd),
  ...more,
});

describe('authorization request', () => {
  it.each([
    ['RS384', () => rsa],
    ['ES384', () => ec],
  ])('succeeds when supplied correct information (%s)', async (_, backEnd) => {
    const { status, headers, body } = await smart().askAsBackEnd(backEnd(), 'system/Patient.rs');
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'system/Patient.rs',
    });
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    const search = await smart().server.get('/Patient', bearer(body.access_token));
    expect([search.status, search.resource.resourceType]).toEqual([200, 'Bundle']);
  });

  it('fails when the client supplies invalid grant_type', async () => {
    const { status, body } = await smart().post(
      '/token',
      await form(rsa, { grant_type: 'not_a_grant_type' }),
    );
    expect([status, body.error]).toEqual([400, 'unsupported_grant_type']);
  });

  it('fails when supplied invalid client_assertion_type', async () => {
    const told = await smart().post(
      '/token',
      await form(rsa, { client_assertion_type: 'not_an_assertion_type' }),
    );
    expect(told.status).toBe(400);
  });

  it('grants what the client is registered for, of what it asks', async () => {
    const ask = async (scope: string) => (await smart().askAsBackEnd(ec, scope)).body.scope;
    expect(await ask('system/*.cruds')).toBe('system/Patient.rs system/Observation.crs');
    expect(await ask('system/*.read system/Group.rs')).toBe('system/Patient.rs system/Observation.rs');
    expect(await ask('system/Observation.rs?category=laboratory')).toBe(
      'system/Observation.rs?category=laboratory',
    );
  });

  it.each(['system/Group.rs', 'patient/*.rs', 'user/*.cruds', 'openid', 'nonsense', ''])(
    "grants nothing at all for '%s'",
    async (scope) => {
      const { status, body } = await smart().askAsBackEnd(ec, scope);
      expect([status, body.error]).toEqual([400, 'invalid_scope']);
      expect(body).not.toHaveProperty('access_token');
    },
  );

  it('is refused to a client that was disabled, and so are its tokens', async () => {
    const gone = await newBackEnd('gone');
    await smart().register(backEndClient(gone));
    const token = await smart().systemToken(gone);
    await smart().clients.change('gone', (client) => ({ ...client, disabled: true }));
    expect((await smart().askAsBackEnd(gone, 'system/*.rs')).status).toBe(401);
    expect((await smart().server.get('/Patient', token)).status).toBe(401);
  });

  it('narrows tokens that are out when the registration is narrowed', async () => {
    const less = await newBackEnd('less');
    await smart().register(backEndClient(less));
    const token = await smart().systemToken(less);
    await smart().clients.change('less', (client) => ({ ...client, scopes: 'system/Observation.rs' }));
    expect((await smart().server.get('/Observation', token)).status).toBe(200);
    expect((await smart().server.get('/Patient', token)).status).toBe(403);
  });
});

describe('an assertion is refused', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const asked = (assertion: string, backEnd = rsa) =>
    smart().askAsBackEnd(backEnd, 'system/Patient.rs', assertion);

  it.each<[string, Record<string, unknown>]>([
    ['for another audience', { aud: 'https://evil.example/token' }],
    ['for the FHIR base', { aud: 'base' }],
    ['without audience', { aud: undefined }],
    ['that is over', { exp: now() - 60 }],
    ['that is valid for an hour', { exp: now() + 3600 }],
    ['without end', { exp: undefined }],
    ['whose end is no number', { exp: '9999999999' }],
    ['that is not valid yet', { nbf: now() + 120 }],
    ['from the future', { iat: now() + 120 }],
    ['without jti', { jti: undefined }],
    ['of a very long jti', { jti: 'x'.repeat(300) }],
    ['without sub', { sub: undefined }],
    ['with another sub', { sub: 'ec' }],
    ['with another iss', { iss: 'ec' }],
    ['of a client that is not there', { iss: 'nobody', sub: 'nobody' }],
  ])('%s', async (_, claims) => {
    const aud = claims.aud === 'base' ? { aud: smart().base } : {};
    const { status, body } = await asked(await smart().assertion(rsa, { ...claims, ...aud }));
    expect([400, 401]).toContain(status);
    expect(body.error).toMatch(/^invalid_(client|request)$/);
  });

  it.each<[string, Record<string, unknown>]>([
    ['without kid', { kid: undefined }],
    ['with a kid that is not registered', { kid: 'ec-1' }],
    ['with a kid that is a path', { kid: '../../../../etc/passwd' }],
    ['with a kid that is SQL', { kid: "' OR '1'='1" }],
    ['with a foreign jku', { jku: `${keyServer.origin}/canary` }],
    ['with a foreign x5u', { x5u: `${keyServer.origin}/canary` }],
    ['with another type', { typ: 'at+jwt' }],
  ])('%s', async (_, header) => {
    expect((await asked(await smart().assertion(rsa, {}, header))).status).toBe(401);
    expect(keyServer.asked).not.toContain('/canary');
  });

  it('that brings its key along', async () => {
    const evil = await newBackEnd('rsa', 'RS384');
    const forged = await smart().assertion({ ...evil, kid: rsa.kid }, {}, { jwk: evil.publicKey });
    expect((await asked(forged)).status).toBe(401);
    expect((await asked(await smart().assertion(rsa, {}, { jwk: rsa.publicKey }))).status).toBe(401);
  });

  it('that nobody signed', async () => {
    const claims = { iss: 'rsa', sub: 'rsa', aud: `${smart().base}/auth/token`, jti: 'n', exp: now() + 60 };
    expect((await asked(new UnsecuredJWT(claims).encode())).status).toBe(401);
  });

  it('that is signed with the public key as a shared secret', async () => {
    const { publicKey } = rsa;
    const spki = await exportSPKI((await importJWK(publicKey, 'RS384')) as never);
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: 'rsa', sub: 'rsa', aud: `${smart().base}/auth/token`, jti: 'h', exp: now() + 60 };
    for (const secret of [spki, JSON.stringify(publicKey)]) {
      const input = `${encode({ alg: 'HS384', kid: rsa.kid })}.${encode(claims)}`;
      const signature = createHmac('sha384', secret).update(input).digest('base64url');
      expect((await asked(`${input}.${signature}`)).status).toBe(401);
    }
  });

  it('that was changed after it was signed', async () => {
    const [header, payload = '', signature] = (await smart().assertion(rsa)).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const other = Buffer.from(JSON.stringify({ ...claims, jti: 'other' })).toString('base64url');
    expect((await asked([header, other, signature].join('.'))).status).toBe(401);
    expect((await asked([header, payload, `${signature?.slice(0, -4)}AAAA`].join('.'))).status).toBe(401);
    for (const garbage of ['', 'x', 'x.y.z', '....', `${header}.${payload}`])
      expect([400, 401]).toContain((await asked(garbage)).status);
  });

  it('that was used before', async () => {
    const assertion = await smart().assertion(rsa);
    expect((await asked(assertion)).status).toBe(200);
    expect((await asked(assertion)).status).toBe(401);
  });
});

describe('keys that a client publishes', () => {
  const ask = (backEnd: BackEnd, header: Record<string, unknown> = {}) =>
    smart()
      .assertion(backEnd, {}, header)
      .then((assertion) => smart().askAsBackEnd(remote, 'system/Patient.rs', assertion));

  it('are fetched once for as long as they may be kept', async () => {
    keyServer.documents.set(JWKS, {
      json: { keys: [remote.publicKey] },
      headers: { 'Cache-Control': 'max-age=0' },
    });
    expect((await ask(remote)).status).toBe(200);
    keyServer.documents.set(JWKS, {
      json: { keys: [remote.publicKey] },
      headers: { 'Cache-Control': 'max-age=60' },
    });
    const before = keyServer.asked.length;
    for (let i = 0; i < 3; i++) expect((await ask(remote)).status).toBe(200);
    expect(keyServer.asked.length - before).toBe(1);
  });

  it('may be named by the jku that was registered', async () => {
    expect((await ask(remote, { jku: keyServer.origin + JWKS })).status).toBe(200);
  });

  it('are not fetched anew for every kid that somebody makes up', async () => {
    const before = keyServer.asked.length;
    for (let i = 0; i < 5; i++) expect((await ask({ ...remote, kid: `made-up-${i}` })).status).toBe(401);
    expect(keyServer.asked.length - before).toBe(0);
  });

  it('may change from one request to the next', async () => {
    const moving = await newBackEnd('moving');
    const { jwks: _, ...client } = backEndClient(moving, 'system/Patient.rs');
    await smart().register({ ...client, jwksUri: `${keyServer.origin}/moving.json` });
    const publish = (key: BackEnd) =>
      keyServer.documents.set('/moving.json', {
        json: { keys: [key.publicKey] },
        headers: { 'Cache-Control': 'no-cache' },
      });
    const askWith = async (key: BackEnd) =>
      (await smart().askAsBackEnd(moving, 'system/Patient.rs', await smart().assertion(key))).status;
    publish(moving);
    expect(await askWith(moving)).toBe(200);
    const next = { ...(await newBackEnd('moving', 'RS384')), kid: 'moving-2' };
    publish({ ...next, publicKey: { ...next.publicKey, kid: 'moving-2' } });
    expect(await askWith(next)).toBe(200);
    expect(await askWith(moving)).toBe(401);
  });

  it('are not fetched from private addresses, by redirects, or without bounds', async () => {
    const away = await newBackEnd('away');
    const { jwks: _, ...client } = backEndClient(away, 'system/Patient.rs');
    const refused = async (id: string, jwksUri: string) => {
      await smart().register({ ...client, id, jwksUri });
      const { status } = await smart().askAsBackEnd(
        away,
        'system/Patient.rs',
        await smart().assertion({ ...away, id }),
      );
      return status;
    };
    keyServer.documents.set('/redirect', {
      json: {},
      status: 302,
      headers: { Location: keyServer.origin + JWKS },
    });
    keyServer.documents.set('/large', { json: { keys: [away.publicKey], more: 'x'.repeat(300_000) } });
    const port = keyServer.host.split(':')[1];
    const before = keyServer.asked.filter((url) => url === JWKS).length;
    expect(await refused('redirect', `${keyServer.origin}/redirect`)).toBe(401);
    expect(await refused('large', `${keyServer.origin}/large`)).toBe(401);
    expect(await refused('name', `http://localhost:${port}${JWKS}`)).toBe(401);
    expect(await refused('number', `http://0x7f000001:1${JWKS}`)).toBe(401);
    expect(await refused('metadata', 'https://169.254.169.254/keys')).toBe(401);
    expect(await refused('v6', `https://[::1]:${port}${JWKS}`)).toBe(401);
    expect(keyServer.asked.filter((url) => url === JWKS)).toHaveLength(before);
  });
});
