import { isLoopback } from '#config.ts';
import { refuse } from '#fhir/operation-outcome.ts';

/**
 * Without authentication only programs of this machine may call, and a web page must not make a browser
 * of this machine call for it: a Host header that is no loopback name (DNS rebinding) is refused.
 */
export function checkHost(host: string | undefined, baseUrl: string): void {
  const name = (host ?? '').replace(/:\d+$/, '');
  if (isLoopback(name) || name === new URL(baseUrl).hostname) return;
  throw refuse(
    403,
    'security',
    'the Host header names another machine; without authentication this server answers this machine alone',
  );
}
