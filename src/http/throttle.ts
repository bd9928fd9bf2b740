import type { Caller } from '#access/caller.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { TokenBuckets } from './token-bucket.ts';

/** Who is counted: the user of a client, a client that acts for itself, or an address that has no token. */
export const countedAs = (caller: Caller | undefined, address: string): string =>
  caller ? `${caller.issuer} ${caller.client.id} ${caller.user?.id ?? ''}` : address;

/** Counts a request; throws 429 with Retry-After where it is one too many. */
export function throttle(buckets: TokenBuckets, key: string): void {
  const seconds = buckets.take(key);
  if (!seconds) return;
  const refusal = refuse(
    429,
    'throttled',
    `there were more requests than this server takes from one client; the next is taken in ${seconds} s`,
    { source: 'RFC 6585, section 4' },
  );
  refusal.headers['Retry-After'] = String(seconds);
  throw refusal;
}
