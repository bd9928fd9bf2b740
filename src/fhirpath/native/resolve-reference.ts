interface ResolvedResource {
  resourceType: string;
  id?: string;
}

const RESOURCE_URL = /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]*)?$/;

/**
 * What the text of a reference tells of the resource it refers to (references.html#literal): a contained
 * resource itself; of any other no more than `resourceType` and `id`, from `Patient/1`, the end of an absolute
 * url, or Reference.type. Undefined when the text does not tell the type. Nothing is fetched.
 */
export function resolveReference(
  from: unknown,
  rootResource: unknown,
  isResourceType: (name: string) => boolean,
): ResolvedResource | undefined {
  const isReference = typeof from === 'object' && from !== null;
  const { reference, type } = isReference
    ? (from as Record<string, unknown>)
    : { reference: from, type: undefined };
  if (typeof reference === 'string') {
    if (reference.startsWith('#')) return containedResource(reference.slice(1), rootResource);
    const [, resourceType, id] = RESOURCE_URL.exec(reference) ?? [];
    if (resourceType !== undefined && id !== undefined && isResourceType(resourceType))
      return { resourceType, id };
  }
  return typeof type === 'string' && isResourceType(type) ? { resourceType: type } : undefined;
}

function containedResource(id: string, rootResource: unknown): ResolvedResource | undefined {
  const root = rootResource as (ResolvedResource & { contained?: ResolvedResource[] }) | undefined;
  if (id === '') return root;
  return root?.contained?.find((resource) => resource.id === id);
}
