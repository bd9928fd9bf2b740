import type { Clients } from '../client/clients.ts';
import type { ReportEvent } from '../events.ts';
import { signInPage } from '../page/sign-in-page.ts';
import type { SignIn, SignInResult } from '../user/sign-in.ts';
import type { Outcome, StepRequest } from './step.ts';

/** What signing in works with. */
export interface SignInStepRooms {
  clients: Clients;
  signIn: SignIn;
  report: ReportEvent;
}

/** The page on which a person signs in. */
export class SignInStep {
  readonly #rooms: SignInStepRooms;

  constructor(rooms: SignInStepRooms) {
    this.#rooms = rooms;
  }

  async show(
    request: StepRequest,
    typed: { name: string; problem?: string } = { name: '' },
  ): Promise<Outcome> {
    const { details, action, token } = request;
    const client = await this.#rooms.clients.byId(String(details.params.client_id));
    const { name, problem } = typed;
    const page = signInPage({ app: client?.name ?? 'An app', action, token, name, problem });
    return { page, ...(problem === undefined ? {} : { status: 401 }) };
  }

  async take(_: string, form: URLSearchParams, request: StepRequest): Promise<Outcome> {
    const name = form.get('name')?.trim() ?? '';
    const credentials = { name, password: form.get('password') ?? '', code: form.get('code')?.trim() ?? '' };
    const result = await this.#rooms.signIn.attempt(credentials);
    const client = String(request.details.params.client_id);
    if (result.kind !== 'signed-in') {
      if (result.kind !== 'code-needed')
        this.#rooms.report({ kind: result.kind === 'locked' ? 'sign-in-locked' : 'sign-in-refused', client });
      return this.show(request, { name, problem: problemOf(result) });
    }
    const { user, amr } = result;
    this.#rooms.report({ kind: 'signed-in', user: user.id, client });
    // The browser forgets the session when it is closed: workplaces are shared.
    return { result: { login: { accountId: user.id, amr, remember: false } } };
  }
}

function problemOf(result: Exclude<SignInResult, { kind: 'signed-in' }>): string {
  if (result.kind === 'code-needed') return 'Your account also needs a one-time code. Type all three again.';
  if (result.kind === 'refused') return 'The user name, the password or the code is not right.';
  const minutes = Math.ceil(result.milliseconds / 60_000);
  return `There were too many attempts. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
}
