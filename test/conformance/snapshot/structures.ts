import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { loadDefinitions } from '#conformance/definitions.ts';
import { coreProfiles } from '#conformance/load-profiles.ts';
import { StructureDefinitions } from '#conformance/structure-definitions.ts';

export const BASE = 'http://hl7.org/fhir/StructureDefinition/';
const definitions = loadDefinitions();
const core = coreProfiles();

/** A profile of `type` by its differential; its canonical is `http://a.org/` and the name. */
export function profile(
  name: string,
  type: string,
  element: ElementDefinition[],
  more: Partial<StructureDefinition> = {},
): StructureDefinition {
  return {
    resourceType: 'StructureDefinition',
    url: `http://a.org/${name}`,
    name,
    status: 'draft',
    kind: 'resource',
    abstract: false,
    type,
    baseDefinition: BASE + type,
    derivation: 'constraint',
    differential: { element },
    ...more,
  } as StructureDefinition;
}

/** The StructureDefinitions of R4 and those given. */
export function structuresWith(...own: StructureDefinition[]): StructureDefinitions {
  return new StructureDefinitions(definitions, [(url) => own.filter((each) => each.url === url), core]);
}

/** The snapshot of the last of the definitions, of which each may build on those before it. */
export function snapshotOf(...own: StructureDefinition[]): ElementDefinition[] {
  return structuresWith(...own).find(own.at(-1)?.url as string)?.snapshot?.element ?? [];
}

/** What a snapshot says of one element, by id. */
export function elementOf(elements: ElementDefinition[], id: string): ElementDefinition | undefined {
  return elements.find((element) => element.id === id);
}
