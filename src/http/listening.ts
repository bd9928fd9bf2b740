import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { type Config, ConfigError, type TlsFiles } from '#config.ts';
import { FHIR_PATH } from './app.ts';

/** How long a request that is under way at shutdown may take to finish, in milliseconds. */
const GRACE = 10_000;

/** How often it is looked for clients that are too slow, in milliseconds. */
const LOOK = 1000;

/** A server that is not listening yet; by TLS where the configuration names a certificate. */
export function makeServer({ tls, limits }: Pick<Config, 'tls' | 'limits'>): Server {
  const options: ServerOptions = {
    headersTimeout: limits.headerSeconds * 1000,
    requestTimeout: limits.requestSeconds * 1000,
    connectionsCheckingInterval: LOOK,
    keepAliveTimeout: 65_000,
  };
  if (!tls) return createServer(options);
  return createSecureServer({ ...options, ...readTls(tls), minVersion: 'TLSv1.2' });
}

/** Takes the certificate anew from its files; connections that there are keep the old one. Throws where it cannot be read. */
export function reloadTls(server: Server, { tls }: Pick<Config, 'tls'>): void {
  if (tls) (server as SecureServer).setSecureContext({ ...readTls(tls), minVersion: 'TLSv1.2' });
}

function readTls({ cert, key }: TlsFiles): { cert: Buffer; key: Buffer } {
  const read = (name: string, file: string) => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new ConfigError(`${name} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
    }
  };
  return { cert: read('TLS_CERT', cert), key: read('TLS_KEY', key) };
}

/** Listens at the host and port of the configuration; rejects where that is taken. */
export function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** The FHIR base of a server that listens, as this machine reaches it. */
export function ownUrl(server: Server, { host, tls }: Pick<Config, 'host' | 'tls'>): string {
  const { port } = server.address() as AddressInfo;
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}${FHIR_PATH}`;
}

/** Takes no new connection, and waits for the requests under way. */
export async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that a client keeps alive becomes idle only when its request under way is answered.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), GRACE);
  await closed;
  clearInterval(sweep);
  clearTimeout(late);
}
