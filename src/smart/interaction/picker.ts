import { FhirError } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { isId } from '#fhir/resource.ts';
import type { Client } from '../client/client.ts';
import { type Pick, pickerPage } from '../page/picker-page.ts';
import type { User } from '../user/user.ts';
import { describePick } from './describe-pick.ts';
import { type Ask, findResources, mayRead } from './find-resources.ts';
import type { Outcome, StepRequest } from './step.ts';

/** What can be picked for an app to be about. */
export type PickKind = 'patient' | 'study';

/** What each kind is, and by which parameters it is searched for. */
const KINDS = {
  patient: { type: 'Patient', title: 'Which patient?', parameters: ['identifier', 'name'] },
  study: { type: 'ResearchStudy', title: 'Which study?', parameters: ['identifier', 'title'] },
} as const;

/** Lets a user pick among what the user may see. */
export class Picker {
  readonly #ask: Ask;
  readonly #issuer: string;

  constructor({ ask, issuer }: { ask: Ask; issuer: string }) {
    this.#ask = ask;
    this.#issuer = issuer;
  }

  async show(
    kind: PickKind,
    request: StepRequest & { user: User; client: Client; problem?: string | undefined },
  ): Promise<Outcome> {
    const { action, token, query, client, user, problem } = request;
    const { title } = KINDS[kind];
    const { picks, refusal } = await this.#find(kind, query, user);
    const page = pickerPage({
      title,
      app: client.name,
      action,
      what: kind,
      token,
      query,
      picks,
      problem: problem ?? refusal,
    });
    return { page, ...(problem === undefined ? {} : { status: 400 }) };
  }

  isAllowed(kind: PickKind, id: string, user: User): Promise<boolean> {
    if (!isId(id)) return Promise.resolve(false);
    return mayRead(this.#ask, { type: KINDS[kind].type, id }, { user, issuer: this.#issuer });
  }

  async #find(kind: PickKind, text: string, user: User): Promise<{ picks: Pick[]; refusal?: string }> {
    const { type, parameters } = KINDS[kind];
    const value = encodeURIComponent(text.slice(0, 200).replace(/[\\$,|]/g, (c) => `\\${c}`));
    const queries = text ? parameters.map((name) => `${name}=${value}`) : [''];
    try {
      const found = await Promise.all(
        queries.map((query) => findResources(this.#ask, { type, query }, { user, issuer: this.#issuer })),
      );
      const resources = new Map(found.flat().map((resource: Resource) => [resource.id, resource]));
      return { picks: [...resources.values()].map(describePick) };
    } catch (error) {
      if (!(error instanceof FhirError)) throw error;
      return { picks: [], refusal: `The search was refused: ${error.message}.` };
    }
  }
}
