import type { CodeSystemConceptDesignation } from '@medplum/fhirtypes';

/** Another name of a concept, in a language or for a use. */
export type Designation = CodeSystemConceptDesignation;

/** One property of a concept: its code, the value as its element is called in JSON, and that value. */
export interface ConceptProperty {
  code: string;
  /** `code`, `string`, `boolean`, `integer`, `decimal`, `dateTime` or `Coding`. */
  type: 'code' | 'string' | 'boolean' | 'integer' | 'decimal' | 'dateTime' | 'Coding';
  /** As JSON has it; of a decimal, its text. */
  value: unknown;
  /** What the value is for a person, e.g. the display of a code. */
  description?: string;
}

/** One concept of a code system. */
export interface Concept {
  code: string;
  display?: string | undefined;
  definition?: string | undefined;
  designation: readonly Designation[];
  property: readonly ConceptProperty[];
  /** Not for use any more, though it may stand in resources of earlier times. */
  inactive: boolean;
  /** For grouping only, never to stand in a resource itself. */
  abstract: boolean;
}

/** The text of a property's value, as filters compare it. */
export function propertyText({ value }: ConceptProperty): string {
  return typeof value === 'object' && value !== null
    ? String((value as { code?: unknown }).code)
    : String(value);
}
