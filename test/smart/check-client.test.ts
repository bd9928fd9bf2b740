import { exportJWK, generateKeyPair } from 'jose';
import { clientProblems } from '#smart/client/check-client.ts';
import type { Client } from '#smart/client/client.ts';
import { appNamed, backEndClient, newBackEnd } from './use-smart.ts';

const TYPES = new Set(['Patient', 'Observation']);
const backEnd = await newBackEnd('loader');

const problems = (client: Client) => clientProblems(client, TYPES).join('; ');

it('takes apps, back ends and resource servers', async () => {
  for (const redirect of ['https://app.example.org/cb', 'http://localhost:1/cb', 'org.example.app:/callback'])
    expect(problems(appNamed('app', { redirectUris: [redirect] }))).toBe('');
  expect(problems(backEndClient(backEnd))).toBe('');
  expect(problems(backEndClient(await newBackEnd('rsa', 'RS384')))).toBe('');
  const server = { kind: 'resource-server', authentication: 'secret', redirectUris: [], scopes: '' } as const;
  expect(problems(appNamed('gateway', { ...server, redirectUris: [] }))).toBe('');
});

it.each<[string, Partial<Client>]>([
  ['no client id', { id: 'a b' }],
  ['at least one redirect URI', { redirectUris: [] }],
  ['neither https nor of this machine', { redirectUris: ['http://app.example.org/cb'] }],
  ['neither https nor of this machine', { redirectUris: ['javascript:alert(1)'] }],
  ['neither https nor of this machine', { redirectUris: ['data:text/html,x'] }],
  ['no redirect URI', { redirectUris: ['https://app.example.org/*'] }],
  ['no redirect URI', { redirectUris: ['https://app.example.org/#x'] }],
  ['no redirect URI', { redirectUris: ['/callback'] }],
  ['holds a user name', { redirectUris: ['https://u:p@app.example.org/'] }],
  ['the launch URL', { launchUri: 'http://app.example.org/launch' }],
  ["'system/*.rs' is not for", { scopes: 'system/*.rs' }],
  ["'patient/Nothing.rs' is no scope", { scopes: 'patient/*.rs patient/Nothing.rs' }],
  ['at least one scope', { scopes: 'openid' }],
  ['only a client that signs assertions has keys', { jwksUri: 'https://app.example.org/keys' }],
  ['prepared by a backend', { mayLaunch: true }],
])('says %s', (problem, more) => {
  expect(problems(appNamed('app', more))).toContain(problem);
});

it.each<[string, Partial<Client>]>([
  ['signs assertions', { authentication: 'secret', jwks: undefined as never }],
  ['either keys or a URL of keys', { jwksUri: 'https://x.example/keys' }],
  ['has no redirect URI', { redirectUris: ['https://x.example/cb'] }],
  ["'user/*.rs' is not for", { scopes: 'system/*.rs user/*.rs' }],
])('says of a back end %s', (problem, more) => {
  expect(problems({ ...backEndClient(backEnd), ...more })).toContain(problem);
});

it('takes no key that is private, weak, without a name or for another algorithm', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true });
  const p256 = await generateKeyPair('ES256', { extractable: true });
  const named = async (key: Parameters<typeof exportJWK>[0]) => ({ ...(await exportJWK(key)), kid: 'k' });
  for (const [key, problem] of [
    [await named(privateKey), 'private key'],
    [await exportJWK(publicKey), 'no kid'],
    [await named(p256.publicKey), 'neither RS384 nor ES384'],
    [{ kty: 'oct', k: 'c2VjcmV0', kid: 'k' }, 'private key'],
    [{ kty: 'RSA', kid: 'k', n: Buffer.alloc(128, 1).toString('base64url'), e: 'AQAB' }, '1024 bits'],
  ] as const)
    expect(problems({ ...backEndClient(backEnd), jwks: { keys: [key] } })).toContain(problem);
});
