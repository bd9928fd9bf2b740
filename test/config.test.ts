import path from 'node:path';
import { ConfigError, isLoopback, readConfig } from '#config.ts';

it('serves this machine with what it brings along when nothing is set', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    baseUrl: undefined,
    dataFolder: path.resolve('data'),
    mongodbUrl: undefined,
    terminologyServer: undefined,
    auth: 'smart',
    conditionalDelete: 'single',
    logLevel: 'info',
  });
});

it('takes an empty variable for one that is not set', () => {
  expect(readConfig({ HOST: '', PORT: ' ', BASE_URL: '', AUTH: '' })).toEqual(readConfig({}));
});

it('reads every setting', () => {
  expect(
    readConfig({
      HOST: '::1',
      PORT: '0',
      BASE_URL: 'https://fhir.example.org/r4/',
      DATA_FOLDER: '/srv/fhir',
      MONGODB_URL: 'mongodb+srv://db.example.org/trial',
      TERMINOLOGY_SERVER: 'https://tx.example.org/r4/',
      AUTH: 'off',
      LOG_LEVEL: 'silent',
      CONDITIONAL_DELETE: 'multiple',
    }),
  ).toMatchObject({
    host: '::1',
    port: 0,
    baseUrl: 'https://fhir.example.org/r4',
    dataFolder: '/srv/fhir',
    mongodbUrl: 'mongodb+srv://db.example.org/trial',
    terminologyServer: 'https://tx.example.org/r4',
    logLevel: 'silent',
    conditionalDelete: 'multiple',
  });
});

it.each([
  ['PORT', 'http'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '80.5'],
  ['BASE_URL', 'fhir.example.org'],
  ['BASE_URL', 'ftp://fhir.example.org'],
  ['BASE_URL', 'https://fhir.example.org/fhir?x=1'],
  ['BASE_URL', 'https://user:password@fhir.example.org/fhir'],
  ['MONGODB_URL', 'postgres://db.example.org'],
  ['AUTH', 'on'],
  ['LOG_LEVEL', 'loud'],
  ['CONDITIONAL_DELETE', 'all'],
  ['RATE_LIMIT', '-1'],
  ['RATE_LIMIT', 'many'],
  ['HEADER_TIMEOUT', '0'],
  ['REQUEST_TIMEOUT', '1e9'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', '10.0.0.0/33'],
  ['TLS_KEY', '/srv/key.pem'],
])('refuses %s=%s and names the setting', (name, value) => {
  const read = () => readConfig({ [name]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(name);
});

it('never repeats what a database url holds', () => {
  expect(() => readConfig({ MONGODB_URL: 'user:secret@db' })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('secret') }),
  );
});

it.each(['0.0.0.0', '::', '192.168.1.7', 'fhir.example.org', '127.0.0.1.example.org'])(
  'refuses to serve %s without authentication',
  (host) => {
    expect(() => readConfig({ HOST: host, AUTH: 'off' })).toThrow('AUTH=off is refused');
  },
);

it.each(['0.0.0.0', 'fhir.example.org'])('serves %s with authentication, behind what ends TLS', (HOST) => {
  const BASE_URL = 'https://fhir.example.org/fhir';
  expect(readConfig({ HOST, BASE_URL, AUTH: 'smart' }).auth).toBe('smart');
  expect(readConfig({ HOST, BASE_URL: 'http://localhost:8080/fhir', AUTH: 'smart' }).auth).toBe('smart');
  for (const refused of ['', 'http://fhir.example.org/fhir'])
    expect(() => readConfig({ HOST, BASE_URL: refused, AUTH: 'smart' })).toThrow('https://');
});

it('reads who issues tokens', () => {
  expect(readConfig({ AUTH: 'external', AUTH_ISSUERS: '/srv/issuers.json' })).toMatchObject({
    auth: 'external',
    authIssuers: '/srv/issuers.json',
    privateHosts: [],
  });
  expect(readConfig({ AUTH_PRIVATE_HOSTS: ' keys.example, 10.0.0.5:8443 ,' }).privateHosts).toEqual([
    'keys.example',
    '10.0.0.5:8443',
  ]);
  expect(() => readConfig({ AUTH: 'external' })).toThrow('AUTH_ISSUERS');
});

it('knows the addresses that only this machine can reach', () => {
  expect(
    ['127.0.0.1', '127.1.2.3', '::1', '[::1]', 'localhost', 'LocalHost'].filter(isLoopback),
  ).toHaveLength(6);
  expect(['', '0.0.0.0', '128.0.0.1', '::', 'localhost.example'].filter(isLoopback)).toEqual([]);
});

it('reads how much one client may ask, and how long it may take', () => {
  const { limits } = readConfig({ RATE_LIMIT: '0', HEADER_TIMEOUT: '5', REQUEST_TIMEOUT: '120' });
  expect(limits).toMatchObject({ requestsPerMinute: 0, headerSeconds: 5, requestSeconds: 120 });
  expect(readConfig({}).limits).toMatchObject({
    requestsPerMinute: 6000,
    headerSeconds: 10,
    requestSeconds: 60,
  });
});

it('reads which proxies it believes', () => {
  const { trustedProxies } = readConfig({ TRUST_PROXY: '10.0.0.0/8, 192.168.1.7, ::1' });
  expect(['10.1.2.3', '192.168.1.7', '192.168.1.8'].map((a) => trustedProxies.check(a))).toEqual([
    true,
    true,
    false,
  ]);
  expect(trustedProxies.check('::1', 'ipv6')).toBe(true);
});

it('takes a certificate with its key, and none without', () => {
  expect(readConfig({ TLS_CERT: '/srv/cert.pem', TLS_KEY: '/srv/key.pem' }).tls).toEqual({
    cert: '/srv/cert.pem',
    key: '/srv/key.pem',
  });
  expect(() => readConfig({ TLS_CERT: '/srv/cert.pem' })).toThrow('TLS_KEY');
});
