import { copyFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import type { PeerCertificate, SecureVersion, TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { ConfigError, readConfig } from '#config.ts';
import { type RunningServer, startServer } from '#server.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
let server: RunningServer;

const FIXTURES = fileURLToPath(new URL('../fixtures/tls/', import.meta.url));

/** Puts a certificate for this machine, signed by itself, where the server looks. */
function certify(name: string): void {
  copyFileSync(path.join(FIXTURES, `${name}.cert.pem`), cert);
  copyFileSync(path.join(FIXTURES, `${name}.key.pem`), key);
}

const config = (more: Record<string, string> = {}) =>
  readConfig({
    PORT: '0',
    DATA_FOLDER: path.join(folder, 'data'),
    AUTH: 'smart',
    LOG_LEVEL: 'silent',
    TLS_CERT: cert,
    TLS_KEY: key,
    ...more,
  });
const start = (more?: Record<string, string>) =>
  startServer(config(more), { log: pino({ level: 'silent' }), version: '0' });

beforeAll(async () => {
  certify('first');
  server = await start();
});

afterAll(async () => {
  await server.close();
  remove();
});

interface Got {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
  certificate: PeerCertificate;
}

const get = (url: string, maxVersion: SecureVersion = 'TLSv1.3'): Promise<Got> =>
  new Promise((resolve, reject) => {
    const options = {
      rejectUnauthorized: false,
      maxVersion,
      minVersion: 'TLSv1' as const,
      agent: false as const,
    };
    request(url, { ...options, ciphers: 'DEFAULT@SECLEVEL=0' }, (response) => {
      const certificate = (response.socket as TLSSocket).getPeerCertificate();
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body, certificate }),
      );
    })
      .on('error', reject)
      .end();
  });

it('serves by TLS, and says so in every address', async () => {
  expect(server.baseUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/fhir$/);
  const { status, headers } = await get(`${server.baseUrl}/metadata`);
  expect([status, headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
  const { body } = await get(`${server.baseUrl}/.well-known/smart-configuration`);
  expect(JSON.parse(body).token_endpoint).toBe(`${server.baseUrl}/auth/token`);
});

it('OAuth 2.0 endpoints are secured by TLS 1.2 or newer, and refuse what is older', async () => {
  const url = `${server.baseUrl}/auth/authorize`;
  expect((await get(url, 'TLSv1.2')).status).toBe(400);
  await expect(get(url, 'TLSv1.1')).rejects.toThrow();
  await expect(get(url, 'TLSv1')).rejects.toThrow();
});

it('takes a new certificate while it runs, and keeps the old one where the new one is none', async () => {
  const nameOf = async () => (await get(`${server.baseUrl}/metadata`)).certificate.subject.CN;
  expect(await nameOf()).toBe('first');
  certify('second');
  server.reload();
  expect(await nameOf()).toBe('second');
  copyFileSync(cert, `${cert}.kept`);
  writeFileSync(cert, 'no certificate');
  expect(() => server.reload()).toThrow();
  expect(await nameOf()).toBe('second');
  copyFileSync(`${cert}.kept`, cert);
});

it('does not start with files that cannot be read, and does not tell what is in them', async () => {
  await expect(start({ TLS_KEY: path.join(folder, 'none.pem') })).rejects.toThrow(ConfigError);
});
