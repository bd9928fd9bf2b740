import type { CanonicalResource } from '#conformance/canonical-entry.ts';
import type { Terminology } from '#terminology/terminology.ts';
import type { IssueList } from './issue-list.ts';
import type { Profiles } from './profile/profiles.ts';
import type { Steps } from './steps.ts';

/** Finds a resource of a type by its canonical, among what is at hand. */
export type FindCanonical = <R extends CanonicalResource>(
  type: R['resourceType'],
  canonical: string,
) => R | undefined;

/** What the runs of one validation have in common, from the resource that was sent to those within it. */
export interface Pass {
  /** Where issues go. */
  issues: IssueList;
  /** `shell` leaves the resources of a Bundle's entries unread. */
  depth: 'whole' | 'shell';
  /** Where long work is put off to; undefined where all of it is done at once. */
  steps: Steps | undefined;
  /** Whether an error was found: the resource may not have the form that its definition promises. */
  isBroken: boolean;
  profiles: Profiles;
  terminology: Terminology;
  find: FindCanonical;
  /** The UCUM code that a spelling of a unit stands for in the field, undefined for one that stands for none. */
  unitAlias: (spelling: string) => string | undefined;
  /** The canonical of the profile that is being checked; undefined while the base definitions are. */
  profile: string | undefined;
}
