import type { CodeSystemConcept, CodeSystemConceptProperty } from '@medplum/fhirtypes';
import { decimalText } from '#fhir/json/literals.ts';
import type { Concept, ConceptProperty } from './concept.ts';

const TYPES = ['code', 'string', 'boolean', 'integer', 'decimal', 'dateTime', 'Coding'] as const;
const NONE: readonly never[] = [];

/** Statuses that HL7's code systems use for what is not to be used any more. */
const INACTIVE = new Set(['inactive', 'retired', 'withdrawn', 'obsolete']);

/** HL7 version 2 tables call it `abstract`, all others `notSelectable` (codesystem-concept-properties). */
const ABSTRACT = new Set(['notSelectable', 'abstract']);

/** CodeSystem.concept -> a concept. */
export function readConcept(concept: CodeSystemConcept): Concept {
  const property = concept.property?.map(readProperty) ?? NONE;
  return {
    code: concept.code ?? '',
    display: concept.display,
    definition: concept.definition,
    designation: concept.designation ?? NONE,
    property,
    inactive: property.some(saysInactive),
    abstract: property.some(({ code, value }) => ABSTRACT.has(code) && isTrue(value)),
  };
}

function readProperty(property: CodeSystemConceptProperty): ConceptProperty {
  const values = property as unknown as Record<string, unknown>;
  for (const type of TYPES) {
    const value = values[`value${type[0]?.toUpperCase()}${type.slice(1)}`];
    if (value === undefined) continue;
    // The text of a decimal says how precise it is.
    const kept = type === 'decimal' ? decimalText(property, 'valueDecimal') : value;
    return { code: property.code ?? '', type, value: kept };
  }
  return { code: property.code ?? '', type: 'string', value: '' };
}

/** Some tables of R4 write `valueCode: "true"` where a boolean is meant. */
const isTrue = (value: unknown): boolean => value === true || value === 'true';

function saysInactive({ code, value }: ConceptProperty): boolean {
  if (code === 'inactive') return isTrue(value);
  return code === 'status' && INACTIVE.has(String(value).toLowerCase());
}
