import { errors } from 'oidc-provider';
import { CLOCK_SKEW, LIFETIMES } from '../lifetimes.ts';

/** Headers by which an assertion would bring its own key along; the registered keys are the only ones. */
const OWN_KEYS = ['jwk', 'x5u', 'x5c', 'crit'];

/**
 * What SMART asks of a client's assertion beyond RFC 7523 ("Asymmetric (public key) Client Authentication"): valid for five
 * minutes at most, a kid, no jku but the registered one. `now` in seconds since 1970.
 */
export function checkAssertion(
  { header, claims }: { header: Record<string, unknown>; claims: Record<string, unknown> },
  { jwksUri, now }: { jwksUri: string | undefined; now: number },
): void {
  const refuse = (detail: string): never => {
    throw new errors.InvalidClientAuth(detail);
  };
  const { exp, iat, jti, sub, iss } = claims;
  if (typeof exp !== 'number' || exp > now + LIFETIMES.assertion + CLOCK_SKEW)
    refuse(`exp is more than ${LIFETIMES.assertion} seconds in the future`);
  if (iat !== undefined && (typeof iat !== 'number' || iat > now + CLOCK_SKEW))
    refuse('iat is in the future');
  if (typeof jti !== 'string' || jti.length > 255) refuse('jti is no text of up to 255 characters');
  if (sub !== iss) refuse('iss and sub are not the same');
  if (typeof header.kid !== 'string') refuse('the header has no kid');
  if (header.typ !== undefined && header.typ !== 'JWT') refuse('typ is not JWT');
  if (header.jku !== undefined && header.jku !== jwksUri) refuse('jku is not the one that was registered');
  for (const name of OWN_KEYS) if (name in header) refuse(`the header ${name} is not taken`);
}
