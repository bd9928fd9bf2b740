import type { Issue } from '#fhir/operation-outcome.ts';
import type { Place } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { JsonObject } from '../shape.ts';
import { type CompiledProfile, GENERAL, isCompiled } from './profiles.ts';

/** The errors among issues. */
export function errorsOf(issues: Issue[]): Issue[] {
  return issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');
}

/** A profile says only what it asks beyond its type; of a resource of another type that may be nothing. */
function isOfType({ resourceType }: JsonObject, { structure: { type } }: CompiledProfile): boolean {
  return resourceType === undefined || resourceType === type || GENERAL.has(type ?? '');
}

/**
 * Whether `value` keeps to the profile of `canonical`; undefined where that profile is not known or cannot be used.
 * Nothing is recorded.
 */
export function conformsTo(
  canonical: string,
  value: JsonObject,
  place: Place,
  run: Run,
): boolean | undefined {
  const profile = run.pass.profiles.find(canonical);
  if (!isCompiled(profile)) return undefined;
  if (!isOfType(value, profile)) return false;
  return errorsOf(run.issuesOf(() => profile.check(value, place, run))).length === 0;
}

/** Checks that `value` keeps to at least one of the profiles; of a single one it says what is wrong. */
export function checkAnyProfile(
  canonicals: string[],
  value: JsonObject,
  place: Place,
  run: Run,
  source: string,
): void {
  const known = canonicals.map((canonical) => run.pass.profiles.find(canonical)).filter(isCompiled);
  const hasUnknown = known.length < canonicals.length;
  if (canonicals.length === 1) {
    if (!hasUnknown) known[0]!.check(value, place, run);
    else reportUnchecked(canonicals[0]!, place, run, source);
    return;
  }
  const wrong: string[] = [];
  for (const profile of known) {
    const { structure, check } = profile;
    if (!isOfType(value, profile)) {
      wrong.push(`${structure.url}: it is for ${structure.type}.`);
      continue;
    }
    const errors = errorsOf(run.issuesOf(() => check(value, place, run)));
    if (errors.length === 0) return;
    wrong.push(`${structure.url}: ${errors[0]!.diagnostics}`);
  }
  if (hasUnknown) return;
  const words = `Found what keeps to none of the profiles that are allowed here (${wrong.join(' ').slice(0, 600)})`;
  run.error('structure', place, `${words}, expected one of them.`, source);
}

function reportUnchecked(canonical: string, place: Place, run: Run, source: string): void {
  const words = `The profile ${quote(canonical)}, to which this must keep, is not known here and was not checked.`;
  run.warning('not-found', place, words, source);
}
