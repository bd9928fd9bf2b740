import type { Resource } from '#fhir/resource.ts';

/** One subject's resources as stored, with id and meta.versionId. */
export interface SubjectBundle {
  /** `Patient/<id>` */
  subject: string;
  bundle: { resourceType: 'Bundle'; entry?: { resource?: Resource }[] };
}

/** The resources of one type in the bundle, in its order. */
export function resourcesOf(bundle: SubjectBundle['bundle'], type: string): Resource[] {
  return (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === type ? [resource] : []));
}

/** `Type/id`, the way the report cites a resource. */
export function localReference(resource: Resource): string {
  return `${resource.resourceType}/${resource.id}`;
}

/** `Type/id/_history/version`, or without version for a resource that has none. */
export function versionedReference(resource: Resource): string {
  const version = resource.meta?.versionId;
  return version ? `${localReference(resource)}/_history/${version}` : localReference(resource);
}
