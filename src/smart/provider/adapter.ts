import type { Adapter, AdapterPayload } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { Records } from '#storage/records.ts';
import { digest } from '../digest.ts';
import { Kept } from '../kept.ts';
import { CLOCK_SKEW, LIFETIMES } from '../lifetimes.ts';
import { kindOf } from './kind-of.ts';

/**
 * Keeps one model of oidc-provider. An id, which for codes and tokens is the secret itself, is kept as its digest.
 * What is good once is used up in one conditional write, so that of many at once, on any server, one succeeds.
 */
export class RecordAdapter implements Adapter {
  readonly #model: string;
  readonly #kept: Kept<AdapterPayload>;
  readonly #grants: Kept<AdapterPayload>;
  readonly #now: () => number;

  constructor(model: string, records: Records, now: () => number) {
    this.#model = model;
    this.#kept = new Kept(records, kindOf(model));
    this.#grants = new Kept(records, kindOf('Grant'));
    this.#now = now;
  }

  async upsert(id: string, { jti: _, ...payload }: AdapterPayload, expiresIn: number): Promise<void> {
    const until = { expires: this.#now() + (expiresIn + CLOCK_SKEW) * 1000 };
    if (this.#model !== 'ReplayDetection') return this.#kept.write(digest(id), withoutCookie(payload), until);
    // An assertion is remembered by the one request that came first; for all others it was used already.
    if (!(await this.#kept.create(digest(id), payload, until)))
      throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await this.#kept.read(digest(id));
    if (!payload) return undefined;
    return { ...(this.#isInGrace(payload) ? unused(payload) : payload), jti: id };
  }

  /** Uses a code or refresh token up. */
  async consume(id: string): Promise<void> {
    const consumed = this.#seconds();
    const used = await this.#kept.change(digest(id), (payload) =>
      !payload || payload.consumed !== undefined
        ? undefined
        : { value: { ...payload, consumed }, expires: (payload.exp as number) * 1000 + CLOCK_SKEW * 1000 },
    );
    if (used) return;
    const payload = await this.#kept.read(digest(id));
    if (payload && this.#isInGrace(payload)) return;
    // Two had the same code: what either of them got is worth nothing (RFC 6749, section 4.1.2).
    if (payload?.grantId) await this.revokeByGrantId(payload.grantId);
    throw new errors.InvalidGrant('it was used already');
  }

  async destroy(id: string): Promise<void> {
    await this.#kept.remove(digest(id));
  }

  /** Codes and tokens are worth nothing without their grant; what is left of them is removed when it is over. */
  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#grants.remove(digest(grantId));
  }

  async findByUid(): Promise<undefined> {
    throw new Error(`${this.#model} has no uid`);
  }

  async findByUserCode(): Promise<undefined> {
    throw new Error('there is no device flow');
  }

  /** A client that did not get the answer to its refresh may ask again with the same token. */
  #isInGrace({ consumed }: AdapterPayload): boolean {
    const at = typeof consumed === 'number' ? consumed : undefined;
    return (
      this.#model === 'RefreshToken' && at !== undefined && this.#seconds() - at <= LIFETIMES.refreshGrace
    );
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }
}

const unused = ({ consumed: _, ...payload }: AdapterPayload): AdapterPayload => payload;

/** An interaction names the session; its cookie, which is as good as the password, it need not keep. */
function withoutCookie(payload: AdapterPayload): AdapterPayload {
  const { session } = payload as { session?: { cookie?: string } };
  if (!session?.cookie) return payload;
  const { cookie: _, ...rest } = session;
  return { ...payload, session: rest } as AdapterPayload;
}
