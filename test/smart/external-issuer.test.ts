import { createHmac, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportSPKI, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { type ServerForTests, startForTests } from '../server-for-tests.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { KeyServer } from './key-server.ts';
import { type BackEnd, bearer, newBackEnd } from './use-smart.ts';

const keyServer = await KeyServer.start();
const { folder, remove } = temporaryFolder();
const issuer = `${keyServer.origin}/realms/trial`;
const AUDIENCE = 'https://fhir.example.org/fhir';

let key: BackEnd;
let other: BackEnd;
let server: ServerForTests;

const publish = (...keys: BackEnd[]) =>
  keyServer.documents.set('/certs', {
    json: { keys: keys.map(({ publicKey }) => publicKey) },
    headers: { 'Cache-Control': 'max-age=0' },
  });

beforeAll(async () => {
  [key, other] = await Promise.all([newBackEnd('idp', 'RS384'), newBackEnd('idp-next')]);
  keyServer.documents.set('/realms/trial/.well-known/openid-configuration', {
    json: {
      issuer,
      jwks_uri: `${keyServer.origin}/certs`,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      scopes_supported: ['openid', 'patient/*.rs'],
    },
  });
  publish(key);
  const file = path.join(folder, 'issuers.json');
  const roles = { 'trial-data': [{ role: 'data-manager', study: '*', site: '*', arm: '*' }] };
  const claims = { roles: ['realm_access', 'roles'] };
  writeFileSync(file, JSON.stringify([{ issuer, audience: AUDIENCE, claims, roles, backends: ['loader'] }]));
  server = await startForTests(folder, {}, { AUTH: 'external', AUTH_ISSUERS: file });
  const token = await sign(system());
  for (const [type, id] of [
    ['Practitioner', 'alice'],
    ['Patient', 'p1'],
    ['Patient', 'p2'],
  ])
    await server.put(`/${type}/${id}`, { resourceType: type, id }, bearer(token));
});

afterAll(async () => {
  await server.close();
  await keyServer.stop();
  remove();
});

const now = () => Math.floor(Date.now() / 1000);

const claimsOf = (more: JWTPayload): JWTPayload => ({
  iss: issuer,
  aud: AUDIENCE,
  sub: 'u-1',
  exp: now() + 300,
  iat: now(),
  jti: randomUUID(),
  ...more,
});

const person = (more: JWTPayload = {}) =>
  claimsOf({
    azp: 'app',
    scope: 'openid patient/Patient.rs user/Patient.rs',
    patient: 'p1',
    fhirUser: 'Practitioner/alice',
    realm_access: { roles: ['trial-data', 'unknown'] },
    ...more,
  });

const system = (more: JWTPayload = {}) =>
  claimsOf({ azp: 'loader', scope: 'system/*.cruds', realm_access: { roles: ['trial-data'] }, ...more });

const sign = (claims: JWTPayload, header: Record<string, unknown> = {}, by = key): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: by.alg, kid: by.kid, typ: 'JWT', ...header })
    .sign(by.privateKey);

const read = (token: string, id = 'p1') => server.get(`/Patient/${id}`, bearer(token));

it('takes a token of an issuer that is trusted, with what its claims say', async () => {
  expect((await read(await sign(person()))).status).toBe(200);
  expect((await read(await sign(person({ scope: 'patient/*.rs' })), 'p2')).status).toBe(404);
  expect((await read(await sign(person({ aud: ['account', AUDIENCE] })))).status).toBe(200);
  expect((await read(await sign(person({ scope: undefined, scp: [], fhirUser: undefined })))).status).toBe(
    403,
  );
});

it('takes the roles that the configuration gives the names in a claim, and no others', async () => {
  const scope = 'user/Patient.rs';
  expect((await read(await sign(person({ scope })))).status).toBe(200);
  for (const realm_access of [{ roles: ['unknown'] }, { roles: ['constructor'] }, {}, 'trial-data', null])
    expect((await read(await sign(person({ scope, realm_access })))).status).toBe(403);
});

it.each<[string, JWTPayload]>([
  ['of another issuer', { iss: 'https://evil.example' }],
  ['of an issuer that begins like one that is trusted', { iss: `${issuer}.evil.example` }],
  ['without issuer', { iss: undefined }],
  ['for another server', { aud: 'https://other.example/fhir' }],
  ['for no server', { aud: undefined }],
  ['that is over', { exp: now() - 120 }],
  ['without end', { exp: undefined }],
  ['that is not valid yet', { nbf: now() + 3600 }],
  ['without subject', { sub: undefined }],
])('refuses a token %s', async (_, more) => {
  const { status, headers, issues } = await read(await sign(person(more)));
  expect([status, issues[0]?.code]).toEqual([401, 'login']);
  expect(headers['www-authenticate']).toContain('error="invalid_token"');
});

it.each<[string, Record<string, unknown>]>([
  ['without kid', { kid: undefined }],
  ['with a kid that is not published', { kid: 'other' }],
  ['with a kid that is a path', { kid: '../certs' }],
  ['with a jku', { jku: `${keyServer.origin}/canary` }],
  ['with an x5u', { x5u: `${keyServer.origin}/canary` }],
])('refuses a token %s', async (_, header) => {
  expect((await read(await sign(person(), header))).status).toBe(401);
  expect(keyServer.asked).not.toContain('/canary');
});

it('refuses a token that nobody signed, that somebody else signed, or that a shared secret signed', async () => {
  const forged = { ...(await newBackEnd('idp', 'RS384')), kid: key.kid };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ alg: 'HS256', kid: key.kid })}.${encode(person())}`;
  const spki = await exportSPKI((await importJWK(key.publicKey, 'RS384')) as never);
  for (const token of [
    new UnsecuredJWT(person()).encode(),
    await sign(person(), {}, forged),
    await sign(person(), { jwk: forged.publicKey }, forged),
    `${input}.${createHmac('sha256', spki).update(input).digest('base64url')}`,
    (await sign(person())).replace(/.{6}$/, 'AAAAAA'),
    'opaque',
  ])
    expect((await read(token)).status).toBe(401);
});

it('uses a key for the algorithm alone that it is published for', async () => {
  publish({ ...key, publicKey: { ...key.publicKey, alg: 'RS256' } });
  expect((await read(await sign(person()))).status).toBe(401);
  publish({ ...key, publicKey: { ...key.publicKey, use: 'enc' } });
  expect((await read(await sign(person()))).status).toBe(401);
  publish(key);
  expect((await read(await sign(person()))).status).toBe(200);
});

it('follows when the issuer changes its keys', async () => {
  publish(other, key);
  expect((await read(await sign(person(), {}, other))).status).toBe(200);
  publish(other);
  expect((await read(await sign(person()))).status).toBe(401);
  publish(key);
});

it('answers 503 as long as the keys cannot be had', async () => {
  keyServer.documents.set('/certs', { json: {}, status: 500 });
  const { status, headers } = await read(await sign(person()));
  expect([status, headers['retry-after']]).toEqual([503, '10']);
  publish(key);
  expect((await read(await sign(person()))).status).toBe(200);
});

it.each<[string, JWTPayload]>([
  ['no scope', { scope: '' }],
  ['no scope at all', { scope: undefined }],
  ['openid alone', { scope: 'openid profile' }],
  ['a patient scope without a patient', { scope: 'patient/*.rs', patient: undefined }],
  ['a patient that is no id', { scope: 'patient/*.rs', patient: '*' }],
  ['a list for a patient', { scope: 'patient/*.rs', patient: ['p1', 'p2'] }],
  ['a user scope without a user', { scope: 'user/*.rs', fhirUser: undefined }],
  [
    'a user of another server',
    { scope: 'user/*.rs', fhirUser: 'https://other.example/fhir/Practitioner/alice' },
  ],
  ['a user that is no person', { scope: 'user/*.rs', fhirUser: 'Observation/1' }],
  ['a system scope in the token of an app', { scope: 'system/*.rs', fhirUser: undefined }],
  ['a system scope in the token of a person', { scope: 'system/*.rs', azp: 'loader' }],
])('refuses a token with %s, which grants nothing', async (_, more) => {
  expect((await read(await sign(person(more)))).status).toBe(403);
});

it('tells apps where the issuer is', async () => {
  const { status, text } = await server.get('/.well-known/smart-configuration');
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${keyServer.origin}/certs`,
    scopes_supported: ['openid', 'patient/*.rs'],
    code_challenge_methods_supported: ['S256'],
  });
  expect((await server.get('/metadata')).text).toContain(`${issuer}/auth`);
  expect((await server.get('/auth/token')).status).toBe(401);
});
