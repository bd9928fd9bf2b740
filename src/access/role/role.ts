import type { Permission } from '../scope/scope.ts';

/** What a rule is about: resources of subjects in the assignment's study, site and arm; of all the study; or all there are. */
export type RulePart = 'part' | 'study' | 'all';

/** One thing that a role may do. */
export interface RoleRule {
  /** Types by name, or the name of a group of types that begins with `@`. */
  types: string[];
  permissions: ReadonlySet<Permission>;
  /** Types that the groups of `types` have and this rule is not about. */
  but: string[];
  within: RulePart;
  /** Search criteria that each resource meets; `{study}`, `{site}` and `{arm}` stand for those of the assignment. */
  criteria: string;
}

/** A role of a trial, as `roles.json` defines it. */
export interface Role {
  rules: RoleRule[];
  /** Names of what is withheld from it. */
  withholds: string[];
  /** Operations that are not about resources, by their names with `$`. */
  operations: string[];
  /** Whether it may write about people by what they are called elsewhere, which is replaced by their numbers in the trial. */
  pseudonymises?: boolean;
  /** Whether results may be computed over all subjects of a study: with the listing of these, or of groups alone. */
  reports?: 'whole' | 'aggregate';
}

/** What is withheld under one name: whole types, and elements of others. */
export interface Withholding {
  types: string[];
  /** Elements by type: a name, or `extension(url)` for an extension of the resource. */
  elements: Record<string, string[]>;
}

/** All roles, and what they are made of. */
export interface RoleBook {
  /** Named groups of types, beside the computed groups `@subjects` and `@unowned`. */
  groups: Record<string, string[]>;
  links: { arm: string; site: string };
  /** Types that a patient may write in the own record, where a scope lets them. */
  writtenByPatients: string[];
  withholdings: Record<string, Withholding>;
  roles: Record<string, Role>;
}
