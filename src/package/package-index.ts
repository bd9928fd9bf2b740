import type { Resource } from '#fhir/resource.ts';

/** What .index.json tells of a resource, in this order. */
const TOLD = ['id', 'url', 'version', 'kind', 'type', 'supplements', 'content', 'derivation'] as const;

/** The .index.json of a folder of a package: what a reader may ask without reading each file. */
export function packageIndex(files: { filename: string; resource: Resource }[]): object {
  return {
    'index-version': 2,
    files: files.map(({ filename, resource }) => ({
      filename,
      resourceType: resource.resourceType,
      ...Object.fromEntries(
        TOLD.flatMap((name) => (typeof resource[name] === 'string' ? [[name, resource[name]]] : [])),
      ),
    })),
  };
}
