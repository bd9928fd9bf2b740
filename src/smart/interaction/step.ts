import type { InteractionResults, Provider } from 'oidc-provider';

/** A request for authorization under way. */
export type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

/** One request to a step's page or form. */
export interface StepRequest {
  details: Details;
  /** URL of the page; its forms are below it. */
  action: string;
  /** Goes into each form, so that no other site can send one. */
  token: string;
  /** What was searched for. */
  query: string;
}

/** What a step answers: a page, the next page of the same step, or its end. */
export type Outcome = { page: string; status?: number } | { again: true } | { result: InteractionResults };
