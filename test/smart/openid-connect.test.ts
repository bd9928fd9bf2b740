import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { loadPatients } from './load-patients.ts';
import { App, appNamed, bearer, useSmart } from './use-smart.ts';

const smart = useSmart(async (server) => {
  await loadPatients(server);
  await server.register(appNamed('app'));
});

interface OpenidConfiguration {
  issuer: string;
  jwks_uri: string;
  [name: string]: unknown;
}

const discover = async () => {
  const told = await smart().json(`${smart().base}/auth/.well-known/openid-configuration`);
  return { ...told, openid: told.body as unknown as OpenidConfiguration };
};

describe('OpenID Connect', () => {
  it('OpenID Connect well-known configuration content is valid', async () => {
    const { status, headers, openid } = await discover();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(openid).toMatchObject({
      issuer: `${smart().base}/auth`,
      authorization_endpoint: `${smart().base}/auth/authorize`,
      token_endpoint: `${smart().base}/auth/token`,
      jwks_uri: `${smart().base}/auth/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });

  it('JWKS can be retrieved, holds RSA keys and nothing private', async () => {
    const { openid } = await discover();
    const { status, body } = await smart().json(openid.jwks_uri);
    expect(status).toBe(200);
    expect(body.keys).toEqual([expect.objectContaining({ kty: 'RSA', use: 'sig', kid: expect.any(String) })]);
    expect(Object.keys((body.keys as object[])[0] ?? {}).sort()).toEqual([
      'alg',
      'e',
      'kid',
      'kty',
      'n',
      'use',
    ]);
  });

  it('ID token is a signed token of this issuer for this app, with the user', async () => {
    const { body } = await new App(smart(), 'app').launch('openid fhirUser profile patient/*.rs', {
      user: 'alice',
      patient: 'p1',
      more: { nonce: 'n-1' },
    });
    const { openid } = await discover();
    const idToken = String(body.id_token);
    expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
    const keys = createRemoteJWKSet(new URL(openid.jwks_uri));
    const { payload } = await jwtVerify(idToken, keys, { issuer: openid.issuer, audience: 'app' });
    expect(payload).toMatchObject({
      sub: expect.stringMatching(/^.{1,255}$/),
      iat: expect.any(Number),
      exp: expect.any(Number),
      nonce: 'n-1',
      name: 'Dr Alice',
      fhirUser: `${smart().base}/Practitioner/alice`,
    });
    const user = String(payload.fhirUser).slice(smart().base.length);
    expect((await smart().server.get(user, bearer(body.access_token))).resource.resourceType).toBe(
      'Practitioner',
    );
  });

  it('tells an app that did not ask for it nothing of the user', async () => {
    const { body } = await new App(smart(), 'app').launch('patient/*.rs', { user: 'alice', patient: 'p1' });
    expect(body).not.toHaveProperty('id_token');
    expect(body).not.toHaveProperty('refresh_token');
  });
});
