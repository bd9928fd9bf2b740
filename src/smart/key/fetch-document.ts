import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.ts';

const TIMEOUT = 5000;
const LARGEST = 256 * 1024;

/** A document of another server. */
export interface FetchedDocument {
  json: unknown;
  /** For how many seconds its Cache-Control lets it be kept; undefined where it says nothing. */
  maxAge: number | undefined;
}

/** Gets a JSON document by URL; rejects with a sentence for the log. */
export type FetchDocument = (url: string) => Promise<FetchedDocument>;

/**
 * Gets JSON over https from public addresses only, without redirects, credentials or more than 256 KiB; the address that
 * was checked is the one connected to, so that a name cannot change in between. `privateHosts` are names
 * (`keys.hospital.example` or `10.0.0.5:8443`) that may be private, and be asked over plain http.
 */
export function createFetchDocument(privateHosts: readonly string[]): FetchDocument {
  return async (url) => {
    const { protocol, host, hostname } = new URL(url);
    const isListed = privateHosts.includes(host) || privateHosts.includes(hostname);
    if (protocol !== 'https:' && !(protocol === 'http:' && isListed))
      throw new Error(`${host} is asked over https only`);
    const address = await addressOf(hostname.replace(/^\[|\]$/g, ''));
    if (!isListed && isPrivateAddress(address.address))
      throw new Error(`${host} has a private address and is not among AUTH_PRIVATE_HOSTS`);
    return readDocument(await get(url, pinned(address)), host);
  };
}

interface Address {
  address: string;
  family: number;
}

async function addressOf(hostname: string): Promise<Address> {
  const family = isIP(hostname);
  return family ? { address: hostname, family } : lookup(hostname);
}

const pinned =
  ({ address, family }: Address): LookupFunction =>
  (_, { all }, answer) =>
    all ? answer(null, [{ address, family }]) : answer(null, address, family);

function get(url: string, lookup: LookupFunction): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const options = { lookup, headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(TIMEOUT) };
    request(url, options, resolve).on('error', reject).end();
  });
}

async function readDocument(response: IncomingMessage, host: string): Promise<FetchedDocument> {
  const { statusCode, headers } = response;
  if (statusCode !== 200) {
    response.destroy();
    throw new Error(`${host} answered ${statusCode}; 200 was expected`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST) throw new Error(`the answer of ${host} is longer than ${LARGEST} bytes`);
    chunks.push(chunk);
  }
  return { json: JSON.parse(Buffer.concat(chunks).toString()), maxAge: maxAgeOf(headers['cache-control']) };
}

function maxAgeOf(cacheControl = ''): number | undefined {
  if (/\bno-(store|cache)\b/i.test(cacheControl)) return 0;
  const [, seconds] = /\bmax-age=(\d{1,9})\b/i.exec(cacheControl) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}
