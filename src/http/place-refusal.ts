import { FhirError } from '#fhir/operation-outcome.ts';
import { type PlaceInBody, placeIssues } from '#fhir/place/place-issues.ts';

/** A body that does not pass is refused with these. */
const OF_BODY = new Set([400, 422]);

/**
 * A refusal with line and column where its issues are about what the body says: where all of their expressions begin
 * with its type. Any other error as it is.
 */
export async function placeRefusal(
  error: unknown,
  body: unknown,
  placeInBody: PlaceInBody,
): Promise<unknown> {
  if (!(error instanceof FhirError) || !OF_BODY.has(error.status)) return error;
  const type = (body as { resourceType?: unknown } | null | undefined)?.resourceType;
  const isOfBody = ({ expression }: { expression?: string }) => /^\w+/.exec(expression ?? '')?.[0] === type;
  if (typeof type !== 'string' || !error.issues.every(isOfBody)) return error;
  return new FhirError(error.status, await placeIssues(error.issues, placeInBody), error.headers);
}
