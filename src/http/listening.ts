import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '#config.ts';
import { FHIR_PATH } from './app.ts';

/** How long a request that is under way at shutdown may take to finish, in milliseconds. */
const GRACE = 10_000;

/** Listens at the host and port of the configuration; rejects where that is taken. */
export function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** The FHIR base of a server that listens, as this machine reaches it. */
export function ownUrl(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${FHIR_PATH}`;
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
