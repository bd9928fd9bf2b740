/** What Inferno checks of discovery, each under its sentence. */
import { appNamed, useSmart } from '../use-smart.ts';

const smart = useSmart((server) => server.register(appNamed('app')));
const ORIGIN = { Origin: 'https://inferno.healthit.gov' };

const read = async () => {
  const told = await smart().json(`${smart().base}/.well-known/smart-configuration`, ORIGIN);
  const list = (name: string) => told.body[name] as string[];
  return { ...told, list };
};

it('FHIR server makes SMART configuration available from well-known endpoint', async () => {
  const { status, headers } = await read();
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
});

it('Well-known configuration contains required fields', async () => {
  const { body, list } = await read();
  for (const name of ['authorization_endpoint', 'token_endpoint'])
    expect(body[name]).toEqual(expect.any(String));
  for (const name of ['capabilities', 'grant_types_supported', 'code_challenge_methods_supported']) {
    expect(list(name).length).toBeGreaterThan(0);
    expect(list(name).every((one) => typeof one === 'string')).toBe(true);
  }
});

it('grant_types_supported includes authorization_code; code_challenge_methods_supported includes S256 and not plain', async () => {
  const { list } = await read();
  expect(list('grant_types_supported')).toContain('authorization_code');
  expect(list('code_challenge_methods_supported')).toContain('S256');
  expect(list('code_challenge_methods_supported')).not.toContain('plain');
});

it('with the capability sso-openid-connect issuer and jwks_uri are there', async () => {
  const { body, list } = await read();
  expect(list('capabilities')).toContain('sso-openid-connect');
  expect([body.issuer, body.jwks_uri]).toEqual([expect.any(String), expect.any(String)]);
});

it('endpoints are absolute URLs', async () => {
  const { body } = await read();
  for (const [name, value] of Object.entries(body))
    if (/_(endpoint|uri)$|^issuer$/.test(name))
      expect(String(value)).toMatch(new RegExp(`^${smart().base}/`));
});

it('SMART configuration and metadata can be read by CORS', async () => {
  for (const path of ['/.well-known/smart-configuration', '/metadata']) {
    const response = await fetch(smart().base + path, { headers: ORIGIN });
    expect(response.status).toBe(200);
    expect(['*', ORIGIN.Origin]).toContain(response.headers.get('access-control-allow-origin'));
  }
});

it('scopes_supported has granular scopes, and there is an introspection_endpoint', async () => {
  const { body, list } = await read();
  const granular = /^(patient|user|system|\*)\/[A-Za-z*]+\.c?r?u?d?s?(\?[^=&]+=[^=&]+(&[^=&]+=[^=&]+)*)?$/;
  expect(list('scopes_supported').filter((scope) => granular.test(scope)).length).toBeGreaterThan(0);
  expect(body.introspection_endpoint).toEqual(expect.any(String));
});

it('Well-known configuration declares support for required capabilities of a standalone launch', async () => {
  const { list } = await read();
  expect(list('capabilities')).toEqual(
    expect.arrayContaining([
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
    ]),
  );
});

it('Well-known configuration declares support for required capabilities of an EHR launch', async () => {
  const { list } = await read();
  expect(list('capabilities')).toEqual(
    expect.arrayContaining([
      'launch-ehr',
      'client-confidential-symmetric',
      'client-confidential-asymmetric',
      'sso-openid-connect',
      'context-banner',
      'context-style',
      'context-ehr-patient',
      'context-ehr-encounter',
      'permission-offline',
      'permission-user',
      'authorize-post',
      'permission-v2',
      'permission-v1',
    ]),
  );
});

it('Well-known configuration tells how back ends authenticate', async () => {
  const { body, list } = await read();
  expect(URL.canParse(String(body.token_endpoint))).toBe(true);
  expect(list('token_endpoint_auth_methods_supported')).toContain('private_key_jwt');
  expect(list('token_endpoint_auth_signing_alg_values_supported')).toEqual(
    expect.arrayContaining(['RS384', 'ES384']),
  );
});
