import { parseScopes } from '#access/scope/parse-scopes.ts';
import type { Client } from '../client/client.ts';
import type { Clients } from '../client/clients.ts';
import type { ReportEvent } from '../events.ts';
import type { Contexts } from '../launch/contexts.ts';
import type { LaunchContext } from '../launch/launch-context.ts';
import type { Launches } from '../launch/launches.ts';
import { consentPage } from '../page/consent-page.ts';
import { grantableScopes } from '../provider/grantable-scopes.ts';
import type { User } from '../user/user.ts';
import type { Users } from '../user/users.ts';
import { consentChoices, grantedScopes } from './consent-choices.ts';
import { createGrant, type GrantRooms } from './create-grant.ts';
import type { Ask } from './find-resources.ts';
import { Picker, type PickKind } from './picker.ts';
import type { Outcome, StepRequest } from './step.ts';

/** What consent works with. */
export interface ConsentStepRooms extends GrantRooms {
  users: Users;
  clients: Clients;
  launches: Launches;
  contexts: Contexts;
  resourceTypes: ReadonlySet<string>;
  issuer: string;
  ask: Ask;
  report: ReportEvent;
  now: () => number;
}

/** Who consents to what, so far. */
interface State {
  user: User;
  client: Client;
  context: LaunchContext;
  /** Scopes that can be granted to this user, parted by spaces. */
  asked: string;
}

type Denied = Extract<Outcome, { result: unknown }>;

const denied = (error_description: string): Denied => ({
  result: { error: 'access_denied', error_description },
});

/** The pages behind the sign-in: picking what the app is about, and granting what it asks for. */
export class ConsentStep {
  readonly #rooms: ConsentStepRooms;
  readonly #picker: Picker;

  constructor(rooms: ConsentStepRooms) {
    this.#rooms = rooms;
    this.#picker = new Picker(rooms);
  }

  async show(request: StepRequest, problem?: string): Promise<Outcome> {
    const state = await this.#state(request);
    if ('result' in state) return state;
    const missing = missingPick(state, this.#rooms.resourceTypes);
    if (missing) return this.#picker.show(missing, { ...request, ...state, problem });
    const { other } = parseScopes(state.asked, this.#rooms.resourceTypes);
    const page = consentPage({
      app: state.client.name,
      user: state.user.displayName,
      action: request.action,
      token: request.token,
      choices: consentChoices(state.asked, this.#rooms.resourceTypes),
      about: aboutOf(state.context),
      offline: other.has('offline_access'),
      identity: other.has('fhirUser') || other.has('profile'),
      problem,
    });
    return { page, ...(problem === undefined ? {} : { status: 400 }) };
  }

  async take(action: string, form: URLSearchParams, request: StepRequest): Promise<Outcome> {
    const state = await this.#state(request);
    if ('result' in state) return state;
    if (action === 'patient' || action === 'study')
      return this.#pick(action, form.get('id') ?? '', request, state);
    if (action !== 'consent' || missingPick(state, this.#rooms.resourceTypes)) return { again: true };
    return this.#grant(form, request, state);
  }

  async #pick(kind: PickKind, id: string, request: StepRequest, state: State): Promise<Outcome> {
    // What a launch has fixed is not picked anew.
    if (missingPick(state, this.#rooms.resourceTypes) !== kind) return { again: true };
    if (!(await this.#picker.isAllowed(kind, id, state.user)))
      return this.show(request, 'That is not there, or you may not see it.');
    const { details } = request;
    const picked = (details.result?.picked ?? {}) as LaunchContext;
    details.result = { ...details.result, picked: { ...picked, [kind]: id } };
    await details.save(this.#secondsLeft(details));
    return { again: true };
  }

  async #grant(form: URLSearchParams, { details }: StepRequest, state: State): Promise<Outcome> {
    const { user, client, context, asked } = state;
    const granted = grantedScopes(asked, form, this.#rooms.resourceTypes);
    const { clinical } = parseScopes(granted.join(' '), this.#rooms.resourceTypes);
    if (!clinical.length) {
      this.#rooms.report({ kind: 'consent-refused', user: user.id, client: client.id });
      return denied('the user granted nothing');
    }
    const grantId = await createGrant({ user, client, context, granted }, this.#rooms);
    // oidc-provider grants no scope that is not asked for; what is asked for is now what was granted.
    details.params.scope = granted.join(' ');
    await details.save(this.#secondsLeft(details));
    this.#rooms.report({
      kind: 'consented',
      user: user.id,
      client: client.id,
      scopes: granted.join(' '),
      ...(context.patient === undefined ? {} : { patient: context.patient }),
    });
    return { result: { consent: { grantId } } };
  }

  async #state({ details }: StepRequest): Promise<State | Denied> {
    const [user, client] = await Promise.all([
      this.#rooms.users.byId(details.session?.accountId ?? ''),
      this.#rooms.clients.byId(String(details.params.client_id)),
    ]);
    if (!user || !client) return denied('the user or the app is not known any more');
    const { launch: launchId } = details.params as { launch?: string };
    const launch = launchId === undefined ? undefined : await this.#rooms.launches.begun(launchId);
    if (launchId !== undefined && !launch) return denied('the launch is over');
    if (launch?.userId !== undefined && launch.userId !== user.id)
      return denied('somebody else signed in than the one who launched the app');
    const picked = (details.result?.picked ?? {}) as LaunchContext;
    const context = { ...picked, ...launch?.context, ...ownPatient(user) };
    if (launch?.context.patient !== undefined && launch.context.patient !== context.patient)
      return denied('the launch is about another patient');
    return { user, client, context, asked: this.#askedOf(user, client, String(details.params.scope ?? '')) };
  }

  #secondsLeft({ exp }: StepRequest['details']): number {
    return Math.max(1, exp - Math.floor(this.#rooms.now() / 1000));
  }

  /** Without a resource of their own nobody has rights by `user/` scopes. */
  #askedOf(user: User, client: Client, scope: string): string {
    const { resourceTypes } = this.#rooms;
    return grantableScopes(scope, client.scopes, resourceTypes)
      .filter((text) => user.fhirUser !== undefined || !text.startsWith('user/'))
      .join(' ');
  }
}

/** A patient who signs in works with no other record than the own one. */
function ownPatient({ fhirUser }: User): LaunchContext {
  const [type, id] = fhirUser?.split('/') ?? [];
  return type === 'Patient' && id !== undefined ? { patient: id } : {};
}

/** What is still to be picked. */
function missingPick({ context, asked }: State, resourceTypes: ReadonlySet<string>): PickKind | undefined {
  const { clinical, other } = parseScopes(asked, resourceTypes);
  const needsPatient = other.has('launch/patient') || clinical.some(({ level }) => level === 'patient');
  if (needsPatient && context.patient === undefined) return 'patient';
  return other.has('launch/researchstudy') && context.study === undefined ? 'study' : undefined;
}

const aboutOf = ({ patient, encounter, study }: LaunchContext): string[] => [
  ...(patient === undefined ? [] : [`Patient/${patient}`]),
  ...(encounter === undefined ? [] : [`Encounter/${encounter}`]),
  ...(study === undefined ? [] : [`ResearchStudy/${study}`]),
];
