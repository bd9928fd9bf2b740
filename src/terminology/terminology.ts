import type { CodeSystem, NamingSystem, ValueSet } from '@medplum/fhirtypes';
import type { Lookup, LookupOptions } from './code-system/lookup.ts';
import type { Subsumption } from './code-system/subsumes.ts';
import type { MapChoice } from './concept-map/concept-maps.ts';
import type { TranslateOptions, Translation } from './concept-map/translate.ts';
import type { ExpandOptions } from './value-set/expand.ts';

/** A code as it stands in a resource (datatypes.html#Coding). */
export interface Coding {
  system?: string | undefined;
  version?: string | undefined;
  code?: string | undefined;
  display?: string | undefined;
}

/** What can be said: yes, no, or that this server cannot know; unknown is never taken for either. */
export type Ternary = true | false | 'unknown';

/** Why a code is not valid, or why that is not known. */
export type Reason =
  /** There is no such value set here. */
  | 'unknown-value-set'
  /** There is no such code system here. */
  | 'unknown-code-system'
  /** Only a part of the code system is here, and the code or its place in the hierarchy is not in that part. */
  | 'partial-code-system'
  /** The code system is here and complete, and has no such code. */
  | 'invalid-code'
  /** The code may be one of the system, but is not in the value set. */
  | 'not-in-value-set'
  /** The code is for grouping only and abstract codes were not allowed. */
  | 'abstract-code'
  /** No system was given, and it does not follow from the value set. */
  | 'no-system'
  /** Found in the terminology server that is configured or in an imported release, which could not be asked in time. */
  | 'not-answered'
  /** The value set itself is wrong: it includes itself, has a filter that its system does not know, ... */
  | 'broken-value-set'
  /** To decide would cost more than one request may cost. */
  | 'too-costly';

/** Something about a valid code that a client should know. */
export interface CodeWarning {
  reason: 'invalid-display' | 'inactive-code' | 'code-case';
  message: string;
}

/** The answer about one code, Coding or CodeableConcept (valueset-operation-validate-code.html). */
export interface CodeValidation {
  result: Ternary;
  reason?: Reason;
  /** One sentence for a person: why false or unknown; or, with true, a hint. */
  message?: string;
  /** What is wrong about a code that is right itself; `result` does not count it. */
  warnings?: CodeWarning[];
  /** The coding that decided, and its display as the system has it. */
  system?: string;
  version?: string;
  code?: string;
  display?: string;
}

/** How strictly validateCode() looks. */
export interface ValidateCodeOptions {
  /** Codes for grouping are allowed as well; false where it is not given. */
  abstract?: boolean;
  /** A code without a system is looked for in the systems of the value set; false where it is not given. */
  inferSystem?: boolean;
}

/** The codes of one system in a value set. */
export interface SystemCodes {
  system: string;
  codes: ReadonlySet<string>;
}

/** The codes of a value set as search needs them; or why they cannot be listed. */
export type CodesOfValueSet =
  | {
      known: true;
      systems: SystemCodes[];
      /** The systems of which only a part is here: more codes of them may be in the value set. */
      partial?: readonly string[];
    }
  | { known: false; reason: Reason; message: string };

/** A code system that can be asked. */
export interface CodeSystemSummary {
  url: string;
  /** The versions that are here, the one that is used where none is asked for first. */
  versions: string[];
  /** Whether codes of it can stand below each other. */
  hierarchy: boolean;
}

/** Membership in one value set, to be asked again and again; it follows changes of the stored value set by itself. */
export interface Membership {
  /** The canonical that it was made for. */
  readonly valueSet: string;
  /** Whether system and code are in the value set; microseconds once it was asked. */
  has(system: string | undefined, code: string, version?: string): Ternary;
  /** Whether a code of a primitive of type code, whose system the value set implies, is in it. */
  hasCode(code: string): Ternary;
  /** All codes where they are at most `most` and can be listed, for a message; else undefined. */
  list(most: number): string[] | undefined;
}

/**
 * The room's face for validation and search. Everything here is synchronous: content in memory answers at once.
 * Content that lies in the store and is not in memory counts as missing, and the answer is `unknown`; call through
 * settle() and it is fetched first.
 */
export interface Terminology {
  /**
   * Runs `ask`, which is synchronous; where it met content that is not in memory, fetches that and runs it again,
   * also if it threw. Rejects with what the last run threw, or when the store does not answer.
   */
  settle<T>(ask: () => T): Promise<T>;
  /** Counts up when any code system or value set may have changed: what was derived from them is stale then. */
  generation(): number;

  /** Membership in the value set of a canonical (`url` or `url|version`), for a binding that is checked often. */
  membership(valueSet: string): Membership;
  /** Whether a coding is a code of its system, or of the code system that is given. */
  validateCode(coding: Coding, options?: ValidateCodeOptions, codeSystem?: CodeSystem): CodeValidation;
  /** Whether one of the codings is in a value set; the codings of one CodeableConcept, or a single one. */
  validateInValueSet(
    valueSet: string | ValueSet,
    codings: Coding[],
    options?: ValidateCodeOptions,
  ): CodeValidation;

  /** The codes of a value set, for `:in` and `:not-in` (search.html#token). */
  codesOf(valueSet: string | ValueSet): CodesOfValueSet;
  /**
   * A code and all that it subsumes, for `:below` (search.html#token); `unknown` where the system or its hierarchy is
   * not known here. Without a system: in every system that has the code and a hierarchy; none where no system has.
   */
  descendants(system: string | undefined, code: string): SystemCodes[] | 'unknown';
  /** A code and all that subsume it, for `:above`; as descendants(). */
  ancestors(system: string | undefined, code: string): SystemCodes[] | 'unknown';

  /** What a code system says of a code; throws TerminologyError where it is not known. */
  lookup(coding: Coding, options?: LookupOptions): Lookup;
  /** How two codes of a system, or of the code system that is given, stand to each other; throws TerminologyError. */
  subsumes(
    codeSystem: { system: string; version?: string | undefined } | CodeSystem,
    a: string,
    b: string,
  ): Subsumption;
  /** The codes of a value set as $expand answers them; throws TerminologyError. */
  expand(valueSet: string | ValueSet, options?: ExpandOptions): ValueSet;
  /** What concept maps say of a coding; undefined where the map that is asked for is not here. */
  translate(coding: Coding, choice: MapChoice, options?: TranslateOptions): Translation | undefined;
  /** The naming systems that have this identifier: a uri, an OID with or without `urn:oid:`, or a uuid. */
  namingSystems(id: string): NamingSystem[];
  /** All code systems that can be asked, by url. */
  codeSystems(): CodeSystemSummary[];
}
