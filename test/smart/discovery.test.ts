import { appNamed, REDIRECT, useSmart } from './use-smart.ts';

const smart = useSmart((server) => server.register(appNamed('app')));

const ORIGIN = { Origin: 'https://inferno.healthit.gov' };

/** What a kit looks for among the capabilities, by the kind of launch. */
const STANDALONE = [
  'launch-standalone',
  'client-public',
  'client-confidential-symmetric',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-standalone-patient',
  'permission-offline',
  'permission-patient',
  'authorize-post',
  'permission-v2',
  'permission-v1',
];
const EHR = [
  'launch-ehr',
  'context-banner',
  'context-style',
  'context-ehr-patient',
  'context-ehr-encounter',
  'permission-user',
];

describe('.well-known/smart-configuration', () => {
  const read = () => smart().json(`${smart().base}/.well-known/smart-configuration`, ORIGIN);

  it('FHIR server makes SMART configuration available from well-known endpoint, without a token', async () => {
    const { status, headers } = await read();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('well-known configuration contains required fields', async () => {
    const { body } = await read();
    expect(body).toMatchObject({
      issuer: `${smart().base}/auth`,
      jwks_uri: `${smart().base}/auth/jwks`,
      authorization_endpoint: `${smart().base}/auth/authorize`,
      token_endpoint: `${smart().base}/auth/token`,
      introspection_endpoint: `${smart().base}/auth/introspect`,
      revocation_endpoint: `${smart().base}/auth/revoke`,
      grant_types_supported: expect.arrayContaining(['authorization_code', 'client_credentials']),
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: expect.arrayContaining(['private_key_jwt']),
      token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    });
    expect(body.capabilities).toEqual(expect.arrayContaining([...STANDALONE, ...EHR]));
  });

  it('lists scopes with criteria among those supported', async () => {
    const { body } = await read();
    const granular = /^(patient|user|system|\*)\/[A-Za-z*]+\.[cruds]+(\?[^=&]+=[^=&]+(&[^=&]+=[^=&]+)*)?$/;
    expect(
      (body.scopes_supported as string[]).filter((scope) => granular.test(scope)).length,
    ).toBeGreaterThan(1);
  });

  it('is read, and nothing else', async () => {
    const { status, issues } = await smart().server.post('/.well-known/smart-configuration', {});
    expect([status, issues[0]?.code]).toEqual([405, 'not-supported']);
  });
});

it('CapabilityStatement tells the endpoints and CORS, without a token', async () => {
  const { status, headers, resource } = await smart().server.get('/metadata', ORIGIN);
  expect(status).toBe(200);
  expect(headers['access-control-allow-origin']).toBe('*');
  const [rest] = (resource as unknown as { rest: { security: Record<string, unknown> }[] }).rest;
  expect(rest?.security).toMatchObject({
    cors: true,
    service: [{ coding: [{ code: 'SMART-on-FHIR' }] }],
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: [
          { url: 'authorize', valueUri: `${smart().base}/auth/authorize` },
          { url: 'token', valueUri: `${smart().base}/auth/token` },
          { url: 'introspect', valueUri: `${smart().base}/auth/introspect` },
          { url: 'revoke', valueUri: `${smart().base}/auth/revoke` },
        ],
      },
    ],
  });
});

describe('CORS', () => {
  it.each([
    ['without a token', '/Patient/1', 401],
    ['for what is not there', '/Nothing', 401],
    ['where no token is needed', '/metadata', 200],
  ])('answers of the FHIR API can be read from any origin, %s', async (_, path, status) => {
    const reply = await smart().server.get(path, ORIGIN);
    expect(reply.status).toBe(status);
    expect(reply.headers['access-control-allow-origin']).toBe('*');
    expect(reply.headers['access-control-expose-headers']).toContain('WWW-Authenticate');
    expect(reply.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('a browser may ask without a token whether it may send one', async () => {
    const reply = await smart().server.send('OPTIONS', '/Patient', {
      headers: {
        ...ORIGIN,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization',
      },
    });
    expect(reply.status).toBe(204);
    expect(reply.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': expect.stringContaining('Authorization'),
    });
  });

  it('the token endpoint answers scripts of the app’s own origin, also with errors, and no others', async () => {
    const form = {
      grant_type: 'authorization_code',
      code: 'BAD_CODE',
      client_id: 'app',
      redirect_uri: REDIRECT,
    };
    const own = new URL(REDIRECT).origin;
    const told = await smart().post('/token', form, { Origin: own });
    expect([told.status, told.headers.get('access-control-allow-origin')]).toEqual([400, own]);
    const other = await smart().post('/token', form, { Origin: 'https://evil.example' });
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([400, null]);
    const question = await fetch(`${smart().base}/auth/token`, {
      method: 'OPTIONS',
      headers: { Origin: own, 'Access-Control-Request-Method': 'POST' },
    });
    expect([question.status, question.headers.get('access-control-allow-methods')]).toEqual([204, 'POST']);
  });

  it('without it being a question of a browser, OPTIONS needs a token', async () => {
    expect((await smart().server.send('OPTIONS', '/Patient')).status).toBe(401);
  });
});
