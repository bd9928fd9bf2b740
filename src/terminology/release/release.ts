import type { ConceptProperty, Designation } from '../code-system/concept.ts';

/** A release of a code system that was imported whole, e.g. SNOMED CT of a date. */
export interface Release {
  system: string;
  version: string;
  /** Its name for a person. */
  name: string;
}

/** One concept of a release. */
export interface ReleasedConcept {
  code: string;
  display: string;
  inactive: boolean;
  /** The codes directly above it. */
  parents: readonly string[];
  /** All codes above it. */
  ancestors: readonly string[];
  designation: readonly Designation[];
  property: readonly ConceptProperty[];
}

/**
 * THE PORT of imported releases, which are too large for memory. A release is seen once it is finished; until then, and
 * when its import was broken off, it is as if it were not there.
 */
export interface ReleaseStore {
  /** All finished releases, the one that was imported last first. */
  list(): Promise<Release[]>;
  /** Those of the codes that the release has. */
  find(release: Release, codes: readonly string[]): Promise<ReleasedConcept[]>;
  /** The concepts below a code, at any depth; no more than `most` of them. */
  below(release: Release, code: string, most: number): Promise<ReleasedConcept[]>;
  /** Begins a release; one of the same system and version that is there is replaced when this one is finished. */
  begin(release: Release): Promise<ReleaseImport>;
}

/** A release that is being imported. */
export interface ReleaseImport {
  append(concepts: readonly ReleasedConcept[]): Promise<void>;
  finish(): Promise<void>;
}
