import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** One of the equivalent choices of OWASP's password storage cheat sheet: 32 MiB, three times over. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const MAXMEM = 64 * 1024 * 1024;
const LENGTH = 32;

/** The shortest password that is taken (NIST SP 800-63B asks for 8 and more; no rules of composition). */
export const SHORTEST_PASSWORD = 10;
const LONGEST_PASSWORD = 256;

/** Each derivation takes 32 MiB and a thread: more at once would let sign-ins starve the store's own threads. */
let line: Promise<unknown> = Promise.resolve();

function inLine<T>(act: () => Promise<T>): Promise<T> {
  const turn = line.then(act);
  line = turn.catch(() => {});
  return turn;
}

/** A reason to refuse a new password; undefined where it is taken. */
export function passwordProblem(password: string): string | undefined {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) return `the password has fewer than ${SHORTEST_PASSWORD} characters`;
  if (length > LONGEST_PASSWORD) return `the password has more than ${LONGEST_PASSWORD} characters`;
  return undefined;
}

/** `scrypt$N$r$p$salt$hash`: what it cost stands beside it, so that it can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const { N, r, p } = COST;
  const hash = await inLine(() =>
    derive(password.normalize('NFKC'), salt, LENGTH, { ...COST, maxmem: MAXMEM }),
  );
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Whether it is the password that was hashed. */
export async function verifyPassword(password: string, hashed: string): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = hashed.split('$');
  const expected = Buffer.from(hash, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: MAXMEM };
  const given = [...password].length > LONGEST_PASSWORD ? '' : password.normalize('NFKC');
  const found = await inLine(() => derive(given, Buffer.from(salt, 'base64url'), expected.length, cost));
  return timingSafeEqual(found, expected);
}
