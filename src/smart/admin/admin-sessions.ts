import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Records } from '#storage/records.ts';
import { digest, newSecret } from '../digest.ts';
import { Kept } from '../kept.ts';
import type { User } from '../user/user.ts';
import type { Users } from '../user/users.ts';

/** How long an administrator may work before signing in again, in milliseconds: what is done here opens everything. */
const LASTS = 15 * 60_000;

/** The role whose holders manage users and clients. */
const ADMINISTRATOR = 'administrator';

const COOKIE = 'smart_admin';

interface Session {
  userId: string;
  expires: number;
}

/** The sessions of the pages for administrators, apart from those that apps are launched in. */
export class AdminSessions {
  readonly #sessions: Kept<Session>;
  readonly #rooms: { users: Users; secret: string; issuer: string; now: () => number };

  constructor(rooms: { records: Records; users: Users; secret: string; issuer: string; now: () => number }) {
    this.#sessions = new Kept(rooms.records, 'smart.admin-session');
    this.#rooms = rooms;
  }

  /** The id in the browser's cookie; empty where there is none. */
  idOf(cookies: string | undefined): string {
    const pairs = (cookies ?? '').split(';').map((pair) => pair.trim().split('='));
    return pairs.find(([name]) => name === COOKIE)?.[1] ?? '';
  }

  /** The administrator who is signed in, and is still one. */
  async administrator(id: string): Promise<User | undefined> {
    const session = id ? await this.#sessions.read(digest(id)) : undefined;
    if (!session || session.expires <= this.#rooms.now()) return undefined;
    const user = await this.#rooms.users.byId(session.userId);
    return user && isAdministrator(user) ? user : undefined;
  }

  /** Begins a session under a new id, so that none that somebody else has put into the browser is used. Returns the cookie. */
  async begin(userId: string): Promise<string> {
    const id = newSecret();
    const expires = this.#rooms.now() + LASTS;
    await this.#sessions.write(digest(id), { userId, expires }, { expires });
    return this.#cookie(id);
  }

  /** Ends one; returns the cookie that takes the old one away. */
  async end(id: string): Promise<string> {
    await this.#sessions.remove(digest(id));
    return `${this.#cookie('')}; Max-Age=0`;
  }

  /** A cookie for who is not signed in, by which the form to do so is known again. */
  visitor(): { id: string; cookie: string } {
    const id = newSecret();
    return { id, cookie: this.#cookie(id) };
  }

  /** What the forms of a browser carry. */
  token(id: string): string {
    return createHmac('sha256', this.#rooms.secret).update(`admin ${id}`).digest('base64url');
  }

  isToken(id: string, token: string): boolean {
    const [expected, given] = [Buffer.from(this.token(id)), Buffer.from(token)];
    return id !== '' && expected.length === given.length && timingSafeEqual(expected, given);
  }

  #cookie(id: string): string {
    const { protocol, pathname } = new URL(this.#rooms.issuer);
    const secure = protocol === 'https:' ? '; Secure' : '';
    return `${COOKIE}=${id}; Path=${pathname}/admin; HttpOnly; SameSite=Strict${secure}`;
  }
}

export const isAdministrator = ({ roles, disabled }: User): boolean =>
  !disabled && roles.some(({ role }) => role === ADMINISTRATOR);
