import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import type { Limiter } from '../limiter.ts';
import { html, page } from '../page/page.ts';
import { formTarget, pageHeaders } from '../page/page-headers.ts';
import { ConsentStep, type ConsentStepRooms } from './consent-step.ts';
import { FormError, readForm } from './read-form.ts';
import { SignInStep, type SignInStepRooms } from './sign-in-step.ts';
import type { Details, Outcome, StepRequest } from './step.ts';

/** What the pages between a request for authorization and its answer work with. */
export interface InteractionRooms extends ConsentStepRooms, SignInStepRooms {
  provider: Provider;
  /** Signs the forms. */
  secret: string;
  limiter: Limiter;
}

/** A request below the issuer. */
interface Asked {
  /** What follows the issuer, without the query. */
  path: string;
  /** Where the client is. */
  address: string;
}

/** `/interaction/[uid]` and the forms below it. */
const PATH = /^\/interaction\/([\w-]{1,64})(?:\/(sign-in|patient|study|consent|cancel))?$/;

/** The pages on which a person signs in, picks a patient or study, and grants an app what it asks for. */
export class Interactions {
  readonly #rooms: InteractionRooms;
  readonly #signIn: SignInStep;
  readonly #consent: ConsentStep;

  constructor(rooms: InteractionRooms) {
    this.#rooms = rooms;
    this.#signIn = new SignInStep(rooms);
    this.#consent = new ConsentStep(rooms);
  }

  /** Answers a request below the issuer. */
  async handle(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
    try {
      await this.#answer(request, response, asked);
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return sendProblem(response, 400, EXPIRED);
      if (error instanceof FormError) return sendProblem(response, error.status, error.message);
      throw error;
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, { path, address }: Asked): Promise<void> {
    const [, uid = '', action] = PATH.exec(path) ?? [];
    if (!uid) throw new FormError(404, 'there is nothing at this address');
    const details = (await this.#rooms.provider.interactionDetails(request, response)) as Details;
    if (details.uid !== uid) throw new errors.SessionNotFound('another request');
    const step = details.prompt.name === 'login' ? this.#signIn : this.#consent;
    const stepRequest: StepRequest = {
      details,
      action: `${this.#rooms.issuer}/interaction/${uid}`,
      token: this.#token(uid),
      query: URL.parse(request.url ?? '', 'http://h')?.searchParams.get('query') ?? '',
    };
    if (action === undefined)
      return this.#finish(await step.show(stepRequest), stepRequest, request, response);
    if (request.method !== 'POST') throw new FormError(405, 'a form was expected');
    const form = await readForm(request);
    if (!isSame(form.get('token') ?? '', stepRequest.token))
      throw new FormError(403, 'the form is not one that this server made for you');
    // Passwords are tried by address no faster than this; by name the lock-out counts.
    if (action === 'sign-in') await this.#rooms.limiter.take('sign-in', address);
    const outcome = action === 'cancel' ? CANCELLED : await step.take(action, form, stepRequest);
    return this.#finish(outcome, stepRequest, request, response);
  }

  async #finish(
    outcome: Outcome,
    { details, action }: StepRequest,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if ('page' in outcome) {
      const targets = [formTarget(String(details.params.redirect_uri))];
      response.writeHead(outcome.status ?? 200, pageHeaders(targets)).end(outcome.page);
      return;
    }
    response.setHeader('Cache-Control', 'no-store');
    if ('again' in outcome) {
      response.writeHead(303, { Location: action }).end();
      return;
    }
    await this.#rooms.provider.interactionFinished(request, response, outcome.result);
  }

  #token(uid: string): string {
    return createHmac('sha256', this.#rooms.secret).update(`form ${uid}`).digest('base64url');
  }
}

const EXPIRED =
  'This request is over, or it was begun in another browser. Go back to the app and start again.';

const CANCELLED: Outcome = {
  result: { error: 'access_denied', error_description: 'the user did not grant the request' },
};

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function sendProblem(response: ServerResponse, status: number, problem: string): void {
  const text = page('This cannot be done', html`<p class="problem" role="alert">${problem}</p>`);
  response.writeHead(status, pageHeaders()).end(text);
}
