import { Secret, TOTP } from 'otpauth';

/** A code is taken in the half minute before and after its own as well: clocks differ. */
const WINDOW = 1;
const PERIOD = 30;

const totp = (secret: Secret, label = '') =>
  new TOTP({ issuer: 'trial-fhir-server', label, algorithm: 'SHA1', digits: 6, period: PERIOD, secret });

/** A new secret for one-time passwords, and the URI that an authenticator app reads (RFC 6238). */
export function newTotp(userName: string): { secret: string; uri: string } {
  const secret = new Secret({ size: 20 });
  return { secret: secret.base32, uri: totp(secret, userName).toString() };
}

/** The step of time that a code belongs to; undefined where it is wrong. `now` in milliseconds since 1970. */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = totp(Secret.fromBase32(secret)).validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD) + delta;
}

/** When a step is over for good, in milliseconds since 1970. */
export const endOfStep = (step: number): number => (step + WINDOW + 1) * PERIOD * 1000;
