import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReportEvent } from '../events.ts';
import { FormError, readForm } from '../interaction/read-form.ts';
import type { Limiter } from '../limiter.ts';
import { adminPage } from '../page/admin-page.ts';
import { adminSignInPage } from '../page/admin-sign-in-page.ts';
import { pageHeaders } from '../page/page-headers.ts';
import type { SignIn } from '../user/sign-in.ts';
import type { User } from '../user/user.ts';
import { ACTIONS, type AccountRooms } from './admin-actions.ts';
import { AdminSessions, isAdministrator } from './admin-sessions.ts';

/** What the pages for administrators work with. */
export interface AdminRooms extends AccountRooms {
  issuer: string;
  /** Signs the forms. */
  secret: string;
  signIn: SignIn;
  limiter: Limiter;
  report: ReportEvent;
  now: () => number;
}

/** Where they stand below the issuer. */
export const ADMIN_PATH = '/admin';

const NOT_RIGHT =
  'The user name, the password or the code is not right, or the account is no administrator’s.';

/** Pages on which administrators manage users and clients: signed in for a quarter of an hour, each form known again. */
export class AdminPages {
  readonly #rooms: AdminRooms;
  readonly #sessions: AdminSessions;

  constructor(rooms: AdminRooms) {
    this.#rooms = rooms;
    this.#sessions = new AdminSessions(rooms);
  }

  /** Answers a request below ADMIN_PATH. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    { path, address }: { path: string; address: string },
  ): Promise<void> {
    const id = this.#sessions.idOf(request.headers.cookie);
    const user = await this.#sessions.administrator(id);
    if (request.method !== 'POST') {
      if (path !== ADMIN_PATH) throw new FormError(404, 'there is nothing at this address');
      return user ? this.#show(response, id, user) : this.#askWho(response);
    }
    const action = path.slice(ADMIN_PATH.length + 1);
    const form = await readForm(request);
    if (!this.#sessions.isToken(id, form.get('token') ?? ''))
      throw new FormError(403, 'the form is not one that this server made for you');
    if (action === 'sign-in') return this.#takeSignIn(form, response, address);
    if (!user) return this.#askWho(response, 'You were signed in for a quarter of an hour. Sign in again.');
    if (action === 'sign-out') return this.#goHome(response, await this.#sessions.end(id));
    return this.#act(action, form, { response, id, user });
  }

  async #takeSignIn(form: URLSearchParams, response: ServerResponse, address: string): Promise<void> {
    await this.#rooms.limiter.take('sign-in', address);
    const text = (name: string) => form.get(name) ?? '';
    const credentials = { name: text('name').trim(), password: text('password'), code: text('code').trim() };
    const result = await this.#rooms.signIn.attempt(credentials);
    if (result.kind === 'signed-in' && isAdministrator(result.user)) {
      this.#rooms.report({ kind: 'signed-in', user: result.user.id, client: 'administration' });
      return this.#goHome(response, await this.#sessions.begin(result.user.id));
    }
    this.#rooms.report({
      kind: result.kind === 'locked' ? 'sign-in-locked' : 'sign-in-refused',
      client: 'administration',
    });
    const problem =
      result.kind === 'locked'
        ? 'There were too many attempts. Try again later.'
        : result.kind === 'code-needed'
          ? 'Your account also needs a one-time code. Type all three again.'
          : NOT_RIGHT;
    return this.#askWho(response, problem);
  }

  async #act(
    action: string,
    form: URLSearchParams,
    { response, id, user }: { response: ServerResponse; id: string; user: User },
  ): Promise<void> {
    const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (!act) throw new FormError(404, 'there is nothing at this address');
    let done: string;
    try {
      done = await act(form, this.#rooms);
    } catch (error) {
      return this.#show(response, id, user, { problem: (error as Error).message });
    }
    this.#rooms.report({ kind: 'account-changed', user: user.id, client: 'administration', reason: action });
    return this.#show(response, id, user, { done });
  }

  async #show(
    response: ServerResponse,
    id: string,
    user: User,
    said: { done?: string; problem?: string } = {},
  ): Promise<void> {
    const { users, clients, issuer } = this.#rooms;
    const page = adminPage({
      action: issuer + ADMIN_PATH,
      token: this.#sessions.token(id),
      administrator: user.displayName,
      users: await users.list(),
      clients: await clients.list(),
      done: said.done,
      problem: said.problem,
    });
    response.writeHead(said.problem === undefined ? 200 : 400, pageHeaders()).end(page);
  }

  #askWho(response: ServerResponse, problem?: string): void {
    const { id, cookie } = this.#sessions.visitor();
    const page = adminSignInPage({
      action: `${this.#rooms.issuer}${ADMIN_PATH}/sign-in`,
      token: this.#sessions.token(id),
      problem,
    });
    const status = problem === undefined ? 200 : 401;
    response.writeHead(status, { ...pageHeaders(), 'Set-Cookie': cookie }).end(page);
  }

  #goHome(response: ServerResponse, cookie: string): void {
    response.writeHead(303, { Location: this.#rooms.issuer + ADMIN_PATH, 'Set-Cookie': cookie }).end();
  }
}
