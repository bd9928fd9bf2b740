import { AsyncLocalStorage } from 'node:async_hooks';
import type { FhirRequest, RequestOrigin } from '#interaction/request.ts';

/**
 * The request that the authorization server answers, for what is told of it on the way: events come from deep inside of
 * oidc-provider, which hands nothing through.
 */
export interface AskedBy {
  origin: RequestOrigin;
  /** What has to be done before it is answered. */
  pending: Promise<void>[];
}

export const askedBy = new AsyncLocalStorage<AskedBy>();

/** A question to the FHIR API that such a request leads to, which comes from where the request came from. */
export const asAsked = (request: FhirRequest): FhirRequest => ({
  ...request,
  origin: askedBy.getStore()?.origin,
});
