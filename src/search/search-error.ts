import { refuse } from '#fhir/operation-outcome.ts';

/** A 400 for a search that cannot be understood: what was found, what was expected, and where it says so. */
export function searchError(diagnostics: string, source = 'search.html'): Error {
  return refuse(400, 'invalid', diagnostics, { source });
}
