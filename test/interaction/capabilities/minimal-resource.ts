import type { Definitions, ElementDefinition, ElementType } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';

/** A value of each primitive type. */
const PRIMITIVES: Record<string, unknown> = {
  boolean: true,
  integer: 1,
  positiveInt: 1,
  unsignedInt: 1,
  decimal: 1,
  date: '2025-01-01',
  dateTime: '2025-01-01',
  instant: '2025-01-01T00:00:00Z',
  time: '00:00:00',
  base64Binary: 'AAAA',
  id: 'a',
  oid: 'urn:oid:1.2.3',
  uuid: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
  uri: 'http://example.org/a',
  url: 'http://example.org/a',
  canonical: 'http://example.org/a',
  code: 'a',
  string: 'A',
  markdown: 'A',
  xhtml: '<div xmlns="http://www.w3.org/1999/xhtml">A</div>',
};

/** A value of each datatype that has no required element, yet may not be empty. */
const DATATYPES: Record<string, unknown> = {
  Identifier: { system: 'http://example.org/ids', value: 'A' },
  CodeableConcept: { text: 'A' },
  Coding: { system: 'http://example.org/codes', code: 'a' },
  HumanName: { family: 'A' },
  Address: { city: 'A' },
  Period: { start: '2025-01-01' },
  Quantity: { value: 1 },
  SimpleQuantity: { value: 1 },
  Money: { value: 1 },
  Attachment: { url: 'http://example.org/a', contentType: 'text/plain' },
  ContactPoint: { system: 'email', value: 'a@example.org' },
  Annotation: { text: 'A' },
  Timing: { code: { text: 'A' } },
  Dosage: { text: 'A' },
};

/** What an invariant asks for beside the required elements. */
const OWED: Record<string, Record<string, unknown>> = {
  AllergyIntolerance: {
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' },
      ],
    },
  },
  Appointment: { participant: [{ type: [{ text: 'A' }], status: 'accepted' }] },
  AppointmentResponse: { participantType: [{ text: 'A' }] },
  Bundle: { type: 'collection' },
  CapabilityStatement: { rest: [{ mode: 'server' }], implementation: { description: 'A' } },
  Consent: { policyRule: { text: 'A' } },
  EventDefinition: { trigger: [{ type: 'named-event', name: 'A' }] },
  ImmunizationRecommendation: {
    recommendation: [{ vaccineCode: [{ text: 'A' }], forecastStatus: { text: 'A' } }],
  },
  InsurancePlan: { name: 'A' },
  Linkage: {
    item: [
      { type: 'source', resource: { reference: 'Patient/a' } },
      { type: 'alternate', resource: { reference: 'Patient/b' } },
    ],
  },
  Organization: { name: 'A' },
  StructureDefinition: {
    kind: 'resource',
    abstract: false,
    type: 'Patient',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
    derivation: 'constraint',
    differential: { element: [{ id: 'Patient', path: 'Patient' }] },
  },
  TerminologyCapabilities: { implementation: { description: 'A' } },
};

/** The least that the definition of a type asks for: each required element with some value of its first type. */
export function minimalResource(type: string, definitions: Definitions): Resource {
  return {
    resourceType: type,
    ...required(type, type, definitions),
    ...OWED[type],
  } as Resource;
}

function required(path: string, type: string, definitions: Definitions): Record<string, unknown> {
  const elements = definitions.types.get(type)?.elements ?? [];
  const children = elements.filter(
    (element) =>
      element.min > 0 &&
      element.path.startsWith(`${path}.`) &&
      !element.path.slice(path.length + 1).includes('.'),
  );
  return Object.fromEntries(children.map((element) => property(element, path, type, definitions)));
}

function property(
  element: ElementDefinition,
  path: string,
  type: string,
  definitions: Definitions,
): [string, unknown] {
  const name = element.path.slice(path.length + 1);
  const [first] = element.types;
  const value = element.contentReference
    ? required(element.contentReference, type, definitions)
    : sampleOf(element, first as ElementType, type, definitions);
  const code = (first as ElementType).code;
  const key = name.endsWith('[x]') ? name.slice(0, -3) + code.charAt(0).toUpperCase() + code.slice(1) : name;
  return [key, element.max > 1 ? [value] : value];
}

function sampleOf(
  { path, binding }: ElementDefinition,
  { code, target }: ElementType,
  type: string,
  definitions: Definitions,
): unknown {
  if (code === 'BackboneElement' || code === 'Element') return required(path, type, definitions);
  if (code === 'Reference') return { reference: `${target?.[0] ?? 'Patient'}/a` };
  if (code === 'Resource') return { resourceType: 'Basic', code: { text: 'A' } };
  const bound = binding?.strength === 'required' ? boundCode(binding.valueSet, definitions) : undefined;
  if (bound && code === 'code') return bound.code;
  if (bound && code === 'CodeableConcept') return { coding: [bound] };
  if (code in PRIMITIVES) return PRIMITIVES[code];
  return { ...(DATATYPES[code] as object), ...required(code, code, definitions) };
}

function boundCode(valueSet: string, definitions: Definitions) {
  const [first] = definitions.requiredCodes.get(valueSet) ?? [];
  if (!first) return undefined;
  const [system, codes] = first;
  return { system, code: [...codes][0] as string };
}
