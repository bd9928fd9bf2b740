import type { Resource } from '#fhir/resource.ts';

/** What of a subject's resources the rules look at, at one time. */
export interface SubjectRecord {
  patient: Resource;
  /** The resources of each set that was asked for, by its name; those of related sets as well. */
  sets: Map<string, Resource[]>;
}

/** A subject's record before and after a transaction. */
export interface RecordChange {
  before: SubjectRecord;
  after: SubjectRecord;
  /** What the transaction writes of it: `Type/id` -> the index of the write. */
  written: Map<string, number>;
  /** The types of which it writes or deletes something. */
  types: Set<string>;
}

/** `Type/id`. */
export const nameOf = ({ resourceType, id }: Resource): string => `${resourceType}/${id}`;
