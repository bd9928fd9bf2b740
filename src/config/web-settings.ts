import { BlockList, isIP } from 'node:net';
import { ConfigError } from './config-error.ts';
import { isLoopback } from './is-loopback.ts';
import { absolute, listed, oneOf } from './plain-settings.ts';

export const AUTHENTICATIONS = ['off', 'smart', 'external'] as const;
export type Authentication = (typeof AUTHENTICATIONS)[number];

/** Files of the certificate chain and its private key, in PEM. */
export interface TlsFiles {
  cert: string;
  key: string;
}

/** An absolute URL of a FHIR base, without a slash at its end. */
export function fhirBase(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash || url.username) {
    throw new ConfigError(
      `${name} is '${text}'; an absolute http(s) URL such as https://fhir.example.org/fhir was expected`,
    );
  }
  return text.replace(/\/+$/, '');
}

/** The base of canonical URLs, which is put into JSON and FHIRPath as it is. */
export function canonicalBase(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const base = fhirBase('CANONICAL_BASE', text);
  if (/^[\w:/.~%-]+$/.test(base)) return base;
  throw new ConfigError(`CANONICAL_BASE is '${text}'; a URL of letters, digits and . _ ~ % - was expected`);
}

/** Who issues tokens; refuses what would lay open more than this machine without them, or send them in the clear. */
export function authentication(
  text: string,
  { host, base }: { host: string; base: string | undefined },
): Authentication {
  const value = oneOf('AUTH', text, AUTHENTICATIONS);
  if (isLoopback(host)) return value;
  if (value === 'off')
    throw new ConfigError(
      `AUTH=off is refused with HOST=${host}: without authentication the server listens on loopback only (127.0.0.1)`,
    );
  // Passwords and tokens over plain HTTP would be anyone's on the way.
  const url = base === undefined ? undefined : new URL(base);
  if (url?.protocol !== 'https:' && !isLoopback(url?.hostname ?? ''))
    throw new ConfigError(
      `with HOST=${host} BASE_URL has to say under which https:// address clients reach the server, by TLS_CERT and TLS_KEY or through a proxy that ends TLS`,
    );
  return value;
}

/** The files for TLS; both or none. */
export function tlsFiles(cert: string | undefined, key: string | undefined): TlsFiles | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new ConfigError(
      'TLS needs both, TLS_CERT and TLS_KEY: the files of the certificate chain and of its key',
    );
  return { cert: absolute(cert) as string, key: absolute(key) as string };
}

/** The addresses and networks (`10.0.0.0/8`) of the proxies that may say for whom they ask. */
export function trustedProxies(text: string | undefined): BlockList {
  const proxies = new BlockList();
  for (const one of listed(text)) {
    const [address = '', prefix] = one.split('/');
    const family = isIP(address);
    const longest = family === 6 ? 128 : 32;
    if (!family || (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest)))
      throw new ConfigError(
        `TRUST_PROXY names '${one}'; an address such as 10.0.0.5 or 10.0.0.0/8 was expected`,
      );
    const kind = family === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) proxies.addAddress(address, kind);
    else proxies.addSubnet(address, Number(prefix), kind);
  }
  return proxies;
}
