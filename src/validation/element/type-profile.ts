import { checkAnyProfile } from '../profile/conform.ts';
import type { Check, JsonObject } from '../shape.ts';

/** ElementDefinition.type.profile: a value keeps to at least one of the profiles of its type. */
export function compileTypeProfile(profiles: string[] | undefined, source: string): Check[] {
  if (profiles === undefined || profiles.length === 0) return [];
  return [(value, place, run) => checkAnyProfile(profiles, value as JsonObject, place, run, source)];
}
