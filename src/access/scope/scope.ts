/** Whose records a clinical scope reaches (SMART App Launch 2.2, "Scopes for requesting FHIR Resources"). */
export type ScopeLevel = 'patient' | 'user' | 'system';

/** What a scope lets one do: create, read, update, delete, search. */
export type Permission = 'c' | 'r' | 'u' | 'd' | 's';

/** The permissions in the order in which a scope must write them. */
export const PERMISSIONS: readonly Permission[] = ['c', 'r', 'u', 'd', 's'];

/** One clinical scope, e.g. `patient/Observation.rs?category=laboratory`. */
export interface ClinicalScope {
  level: ScopeLevel;
  /** A resource type of R4, or `*` for all. */
  type: string;
  permissions: ReadonlySet<Permission>;
  /** Criteria that a resource must meet, all of them (AND); empty for no narrowing. */
  criteria: readonly ScopeCriterion[];
  /** As it was granted, which for a scope of version 1 is `patient/Observation.read`. */
  text: string;
}

/** One criterion of a granular scope: a search parameter and its value, percent-decoded; a comma in it means OR. */
export interface ScopeCriterion {
  name: string;
  value: string;
}

/** The scopes of a token, parsed. Scopes that this server does not know are in none of these. */
export interface Scopes {
  clinical: readonly ClinicalScope[];
  /** The others that it knows: `openid`, `fhirUser`, `profile`, `launch`, `launch/patient`, `offline_access`, ... */
  other: ReadonlySet<string>;
}
