import { FhirError, refuse } from '#fhir/operation-outcome.ts';

/**
 * The refusal of a write whose draft was made from a version that is no longer current, or found by a condition
 * that finds something else by now. Whoever made the draft may read again and make it anew.
 */
export function staleDraft(type: string, id: string, place: string): FhirError {
  return refuse(409, 'lock-error', `${type}/${id} was changed at the same time by others; try again`, {
    ...(place ? { expression: place } : {}),
    source: 'http.html#concurrency',
  });
}

/** Whether an error is that refusal; errors come from other threads without their class. */
export function isStale(error: unknown): boolean {
  return error instanceof FhirError && error.status === 409 && error.issues[0]?.code === 'lock-error';
}
