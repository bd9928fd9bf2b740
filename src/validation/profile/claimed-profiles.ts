import { CORE } from '#conformance/base-structure.ts';
import type { Resource } from '#fhir/resource.ts';
import { isObject } from '../is-object.ts';
import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import { GENERAL, isCompiled } from './profiles.ts';

const SOURCE = 'resource.html#Meta';

/**
 * Checks a resource against one profile; `namedAt` is where the resource, or who asks, names it. One that is not known
 * here cannot be checked: a warning where the resource claims it (resource.html#profile), an error where it `must` be.
 */
export function checkProfile(canonical: string, namedAt: Place, run: Run, must = false): void {
  const found = run.pass.profiles.find(canonical);
  const { resource, place } = run;
  const name = quote(canonical);
  if (found === undefined) {
    const diagnostics = `The profile ${name} is not known here: the resource was not checked against it.`;
    const severity = must ? 'error' : 'warning';
    run.report({ severity, code: 'not-found', diagnostics, source: SOURCE, profile: canonical }, namedAt);
  } else if (!isCompiled(found)) {
    const words = `The profile ${name} cannot be used: ${found.problem}.`;
    run.error('processing', namedAt, words, 'profiling.html');
  } else {
    const type = found.structure.type ?? '';
    if (type === resource.resourceType || GENERAL.has(type)) found.check(resource, place, run);
    else {
      const words = `Found the profile ${name}, which is for ${type}; expected one for ${resource.resourceType}`;
      run.error('structure', namedAt, `${words}.`, SOURCE);
    }
  }
}

/** What stands in `meta.profile`, in its place; text or not. */
export function claimedProfiles({ meta }: Resource): unknown[] {
  const profiles = isObject(meta) ? meta.profile : undefined;
  return Array.isArray(profiles) ? profiles : [];
}

/** Checks a resource against the profiles that its `meta.profile` claims, each once; several in a step each. */
export function checkClaimedProfiles(run: Run): void {
  const profiles = claimedProfiles(run.resource);
  const { steps } = run.pass;
  const seen = new Set<unknown>();
  for (let i = 0; i < profiles.length; i++) {
    const canonical = profiles[i];
    // The base definition has been checked.
    if (typeof canonical !== 'string' || canonical === CORE + run.resource.resourceType) continue;
    if (seen.has(canonical)) continue;
    seen.add(canonical);
    const check = () => checkProfile(canonical, placeBelow(placeBelow(run.place, 'meta'), 'profile', i), run);
    if (steps === undefined || profiles.length === 1) check();
    else steps.addLast(check);
  }
}
