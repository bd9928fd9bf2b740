/** What Inferno checks of OpenID Connect, refresh, introspection and revocation, each under its sentence. */
import { randomUUID } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { loadPatients } from '../load-patients.ts';
import { App, appNamed, bearer, useSmart } from '../use-smart.ts';

const SCOPE = 'launch/patient openid fhirUser offline_access patient/Patient.rs patient/Observation.rs';
const WHO = { user: 'alice', patient: 'p1' };

const smart = useSmart(async (server) => {
  await loadPatients(server);
  await server.register(appNamed('app'));
  const gateway = {
    kind: 'resource-server',
    authentication: 'secret',
    redirectUris: [] as string[],
    scopes: '',
  } as const;
  await server.register(appNamed('gateway', gateway));
});

const launch = () => new App(smart(), 'app').launch(SCOPE, WHO);
const openid = async (issuer: unknown) =>
  (await smart().json(`${issuer}/.well-known/openid-configuration`)).body;
const scopesOf = (body: Record<string, unknown>) => String(body.scope).split(' ').sort();

const introspect = (token: unknown) => {
  const basic = Buffer.from(`gateway:${smart().secrets.get('gateway')}`).toString('base64');
  return smart().post('/introspect', { token: String(token) }, { Authorization: `Basic ${basic}` });
};

describe('OpenID Connect', () => {
  it('ID token can be decoded', async () => {
    const { body } = await launch();
    expect(decodeProtectedHeader(String(body.id_token)).alg).toBe('RS256');
  });

  it('OpenID Connect well-known configuration can be retrieved, and has required fields', async () => {
    const { body } = await launch();
    const { iss } = decodeJwt(String(body.id_token));
    const found = await openid(iss);
    expect(found.issuer).toBe(iss);
    for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'])
      expect(found[name]).toEqual(expect.any(String));
    for (const name of ['response_types_supported', 'subject_types_supported'])
      expect(found[name]).toEqual(expect.any(Array));
    expect(found.id_token_signing_alg_values_supported).toContain('RS256');
  });

  it('JWKS can be retrieved, ID token header and payload contain required information', async () => {
    const { body } = await launch();
    const { jwks_uri: jwksUri, issuer } = await openid(decodeJwt(String(body.id_token)).iss);
    const keys = createRemoteJWKSet(new URL(String(jwksUri)));
    const options = { issuer: String(issuer), audience: 'app', algorithms: ['RS256'] };
    const { payload } = await jwtVerify(String(body.id_token), keys, options);
    expect(payload).toMatchObject({ exp: expect.any(Number), iat: expect.any(Number) });
    expect(payload.sub).toMatch(/^.{1,255}$/);
  });

  it('FHIR resource representing the current user can be retrieved', async () => {
    const { body } = await launch();
    const { fhirUser } = decodeJwt<{ fhirUser: string }>(String(body.id_token));
    expect(fhirUser).toMatch(/\/(Patient|Practitioner|RelatedPerson|Person)\/[A-Za-z0-9\-.]{1,64}$/);
    const response = await fetch(fhirUser, { headers: bearer(body.access_token) });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ resourceType: 'Practitioner' });
  });
});

describe('token refresh', () => {
  it.each([
    ['Server successfully refreshes the access token when optional scope parameter omitted', false],
    ['Server successfully refreshes the access token when optional scope parameter provided', true],
  ])('%s', async (_, withScope) => {
    const app = new App(smart(), 'app');
    const { body } = await app.launch(SCOPE, WHO);
    const { status, body: fresh } = await app.refresh(
      body.refresh_token,
      withScope ? { scope: String(body.scope) } : {},
    );
    expect(status).toBe(200);
    for (const name of ['access_token', 'token_type', 'expires_in', 'scope'])
      expect(fresh[name]).toBeTruthy();
    expect(scopesOf(body)).toEqual(expect.arrayContaining(scopesOf(fresh)));
  });

  it('Refresh token exchange fails when supplied invalid Refresh Token', async () => {
    expect([400, 401]).toContain((await new App(smart(), 'app').refresh(randomUUID())).status);
  });
});

describe('token introspection', () => {
  it('Token introspection endpoint returns a response when provided an active token', async () => {
    const { body } = await launch();
    const { status, body: told } = await introspect(body.access_token);
    expect([status, told.active, told.client_id]).toEqual([200, true, 'app']);
    expect(scopesOf(told)).toEqual(scopesOf(body));
    expect(Number(told.exp)).toBeGreaterThan(Date.now() / 1000 - 600);
    expect(told.patient).toBe(body.patient);
    const { iss, sub } = decodeJwt(String(body.id_token));
    expect([told.iss, told.sub]).toEqual([iss, sub]);
  });

  it('Token introspection endpoint returns a response when provided an invalid token', async () => {
    const { status, body } = await introspect('invalid_token_value');
    expect([status, body]).toEqual([200, { active: false }]);
  });
});

describe('token revocation', () => {
  it('Access to Patient resource returns unauthorized after token revocation; Refresh fails after it', async () => {
    const app = new App(smart(), 'app');
    const { body } = await app.launch(SCOPE, WHO);
    const read = () => smart().server.get('/Patient/p1', bearer(body.access_token));
    expect((await read()).status).toBe(200);
    await smart().post('/revoke', { token: String(body.refresh_token), client_id: 'app' });
    expect((await read()).status).toBe(401);
    expect([400, 401]).toContain((await app.refresh(body.refresh_token)).status);
  });
});
