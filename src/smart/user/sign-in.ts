import type { Records } from '#storage/records.ts';
import { Kept } from '../kept.ts';
import type { LockOut } from './lock-out.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { endOfStep, totpStep } from './totp.ts';
import type { User } from './user.ts';
import type { Users } from './users.ts';

/** What a person typed. */
export interface Credentials {
  name: string;
  password: string;
  /** One-time password; empty where none was typed. */
  code: string;
}

/** What came of it. `code-needed`: the password is right, and a one-time password is still asked for. */
export type SignInResult =
  | { kind: 'signed-in'; user: User; amr: string[] }
  | { kind: 'refused' }
  | { kind: 'code-needed' }
  | { kind: 'locked'; milliseconds: number };

/** Checks credentials: one answer for unknown names, wrong passwords and disabled users, after the same work. */
export class SignIn {
  readonly #users: Users;
  readonly #lockOut: LockOut;
  readonly #steps: Kept<number>;
  readonly #now: () => number;
  #nobody: Promise<string> | undefined;

  constructor(rooms: { users: Users; lockOut: LockOut; records: Records; now: () => number }) {
    this.#users = rooms.users;
    this.#lockOut = rooms.lockOut;
    this.#steps = new Kept(rooms.records, 'smart.totp-step');
    this.#now = rooms.now;
  }

  async attempt({ name, password, code }: Credentials): Promise<SignInResult> {
    const milliseconds = await this.#lockOut.begin(name);
    if (milliseconds) return { kind: 'locked', milliseconds };
    const user = await this.#users.byName(name);
    const right = await verifyPassword(password, user?.password ?? (await this.#hashOfNobody()));
    if (!right || !user || user.disabled) return { kind: 'refused' };
    if (user.totp !== undefined) {
      if (code === '') {
        // Wrong codes before it stay counted, or a known password would free the way to guess the code.
        await this.#lockOut.undecided(name);
        return { kind: 'code-needed' };
      }
      if (!(await this.#isFresh(user, code))) return { kind: 'refused' };
    }
    await this.#lockOut.succeeded(name);
    return { kind: 'signed-in', user, amr: user.totp === undefined ? ['pwd'] : ['pwd', 'otp', 'mfa'] };
  }

  /** A code is good once: whoever looked over a shoulder comes too late (RFC 6238, section 5.2). */
  async #isFresh(user: User, code: string): Promise<boolean> {
    const step = totpStep(user.totp as string, code, this.#now());
    if (step === undefined) return false;
    const kept = await this.#steps.change(user.id, (last) =>
      last !== undefined && last >= step ? undefined : { value: step, expires: endOfStep(step) },
    );
    return kept !== undefined;
  }

  #hashOfNobody(): Promise<string> {
    this.#nobody ??= hashPassword('nobody has this password');
    return this.#nobody;
  }
}
