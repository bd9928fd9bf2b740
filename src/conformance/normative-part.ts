import type { Resource } from '#fhir/resource.ts';
import type { Definitions } from './definitions.ts';

/** A resource without the elements that R4 marks as for trial use (versions.html#std-process). */
export function normativePart(resource: Resource, definitions: Definitions): Resource {
  const { resourceType } = resource;
  const elements = definitions.types.get(resourceType)?.elements ?? [];
  const trialUse = new Set(elements.filter((element) => element.trialUse).map(({ path }) => path));
  const without = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((one) => without(one, path));
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([name]) => !trialUse.has(`${path}.${name}`));
    return Object.fromEntries(kept.map(([name, child]) => [name, without(child, `${path}.${name}`)]));
  };
  return without(resource, resourceType) as Resource;
}
