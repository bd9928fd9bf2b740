import type { CodeSystem, ConceptMap, NamingSystem, ValueSet } from '@medplum/fhirtypes';
import type { CanonicalEntry } from '#conformance/canonical-entry.ts';

/** The resources that say what codes mean, by their type. */
export interface TerminologyResources {
  CodeSystem: CodeSystem;
  ValueSet: ValueSet;
  ConceptMap: ConceptMap;
  NamingSystem: NamingSystem;
}

export type TerminologyType = keyof TerminologyResources;

/** All of them. */
export const TERMINOLOGY_TYPES: readonly TerminologyType[] = [
  'CodeSystem',
  'ValueSet',
  'ConceptMap',
  'NamingSystem',
];

/** A resource of terminology without its content. */
export type Entry = CanonicalEntry<TerminologyType>;

/** Somewhere that terminology resources come from. */
export interface Content {
  /** The resources of this type and url. */
  entries(type: TerminologyType, url: string): readonly Entry[];
  /** All resources of this type. */
  all(type: TerminologyType): readonly Entry[];
  /** The resource of an entry, the same object each time; undefined while it is not in memory. */
  read(entry: Entry): TerminologyResources[TerminologyType] | undefined;
  /** False where a code is surely none of a code system, told without reading it; absent where that is not cheaper. */
  mayHave?(entry: Entry, code: string): boolean;
  /** Brings the resource of an entry into memory. */
  fetch?(entry: Entry): Promise<void>;
  /** Takes notice of what has changed; undefined where nothing has to be waited for. */
  refresh?(): Promise<void> | undefined;
  /** Counts up when what is there may have changed. */
  generation(): number;
}
