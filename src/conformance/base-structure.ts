import type { ElementDefinition as R4ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { ElementDefinition, ElementType, TypeDefinition } from './definitions.ts';

/** Where the definitions of R4 itself have their canonicals. */
export const CORE = 'http://hl7.org/fhir/StructureDefinition/';

function typeOf({ code, target, profile }: ElementType) {
  return {
    code,
    ...(profile ? { profile } : {}),
    ...(target ? { targetProfile: target.map((name) => CORE + name) } : {}),
  };
}

function elementOf(element: ElementDefinition): R4ElementDefinition {
  const { path, min, max, types, contentReference, binding, constraints } = element;
  return {
    id: path,
    path,
    min,
    max: max === Infinity ? '*' : String(max),
    ...(types.length ? { type: types.map(typeOf) } : {}),
    ...(contentReference ? { contentReference: `#${contentReference}` } : {}),
    ...(binding ? { binding: { strength: binding.strength, valueSet: binding.valueSet } } : {}),
    ...(constraints ? { constraint: constraints.map((constraint) => ({ ...constraint })) } : {}),
    ...(element.modifier ? { isModifier: true } : {}),
    ...(element.summary ? { isSummary: true } : {}),
  } as R4ElementDefinition;
}

/** A base type of R4 as a StructureDefinition with its snapshot: what profiles are derived from. */
export function baseStructure({ name, kind, abstract, base, elements }: TypeDefinition): StructureDefinition {
  return {
    resourceType: 'StructureDefinition',
    url: CORE + name,
    version: '4.0.1',
    name,
    status: 'active',
    kind,
    abstract,
    type: name,
    ...(base ? { baseDefinition: CORE + base, derivation: 'specialization' } : {}),
    snapshot: { element: elements.map(elementOf) },
  } as StructureDefinition;
}
