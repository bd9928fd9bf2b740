import { generateCohort } from '#cli/demo/hospital/generate-cohort.ts';
import { loadTrialData } from '#cli/demo/hospital/load-trial-data.ts';
import type { Resource } from '#fhir/resource.ts';

export const study = loadTrialData(new URL('../../../../study/', import.meta.url));

/** The cohort of a seed. */
export function cohort(seed: number) {
  return [...generateCohort({ seed, study })];
}

/** Every resource as it stands after all bundles, by the fullUrl under which it was sent. */
export function finalState(subjects: ReturnType<typeof cohort>): Map<string, Resource> {
  const entries = subjects.flatMap(({ bundles }) => bundles.flatMap(({ entry }) => entry));
  const state = new Map<string, Resource>();
  for (const { fullUrl, resource, request } of entries) {
    if (request.method === 'PUT' || !state.has(fullUrl)) state.set(fullUrl, resource);
  }
  return state;
}
