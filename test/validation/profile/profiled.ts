import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { loadDefinitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator } from '#validation/validate.ts';
import { profile, structuresWith } from '../../conformance/snapshot/structures.ts';

const definitions = loadDefinitions();

/** The issues of a resource against the profiles given, of which the first is asked for, as `code expression source`. */
export function issuesAgainst(resource: Resource, ...profiles: StructureDefinition[]): string[] {
  const validator = createValidator(definitions, { structures: structuresWith(...profiles) });
  return validator
    .validate(
      resource,
      profiles.slice(0, 1).map(({ url }) => url as string),
    )
    .filter(({ severity }) => severity === 'error')
    .map(({ code, expression, source }) => `${code} ${expression} ${source?.replace('http://a.org/', '')}`);
}

/** A function from a resource to its issues against a profile `p` of its type with one differential. */
export function against(type: string, ...element: ElementDefinition[]) {
  return (resource: Resource) => issuesAgainst(resource, profile('p', type, element));
}
