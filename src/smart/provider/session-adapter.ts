import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Records } from '#storage/records.ts';
import { digest } from '../digest.ts';
import { Kept } from '../kept.ts';

/** When a browser's session gets a new cookie it is gone for a moment; what hangs on it outlives that. */
const RENEWAL = 5000;

interface KeptSession {
  /** Digest of the id that the browser's cookie holds now. */
  cookie: string;
  payload: AdapterPayload;
}

/** Sessions, by the `uid` that stays the same; the cookie's id, which changes, is kept as its digest. */
export class SessionAdapter implements Adapter {
  readonly #sessions: Kept<KeptSession>;
  readonly #uids: Kept<string>;
  readonly #now: () => number;

  constructor(records: Records, now: () => number) {
    this.#sessions = new Kept(records, 'oidc.Session');
    this.#uids = new Kept(records, 'oidc.SessionCookie');
    this.#now = now;
  }

  async upsert(id: string, { jti: _, ...payload }: AdapterPayload, expiresIn: number): Promise<void> {
    const until = { expires: this.#now() + expiresIn * 1000 };
    const uid = payload.uid as string;
    await this.#sessions.write(uid, { cookie: digest(id), payload }, until);
    await this.#uids.write(digest(id), uid, until);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const uid = await this.#uids.read(digest(id));
    const session = uid === undefined ? undefined : await this.#sessions.read(uid);
    return session?.cookie === digest(id) ? { ...session.payload, jti: id } : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return (await this.#sessions.read(uid))?.payload;
  }

  async destroy(id: string): Promise<void> {
    const uid = await this.#uids.take(digest(id));
    if (uid === undefined) return;
    await this.#sessions.change(uid, (session) =>
      session?.cookie === digest(id)
        ? { value: { ...session, cookie: '' }, expires: this.#now() + RENEWAL }
        : undefined,
    );
  }

  async consume(): Promise<void> {
    throw new Error('a session is not consumed');
  }

  async revokeByGrantId(): Promise<void> {}

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }
}
