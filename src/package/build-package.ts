import type { StructureDefinition } from '@medplum/fhirtypes';
import type { FindStructure } from '#conformance/snapshot/generate-snapshot.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import type { Resource } from '#fhir/resource.ts';
import { packageIndex } from './package-index.ts';
import type { PackageManifest } from './package-manifest.ts';
import { writePackage } from './write-package.ts';

/** What a package is built from. */
export interface PackageParts {
  manifest: PackageManifest & { canonical: string };
  resources: Resource[];
  examples: Resource[];
  /** Gives a StructureDefinition with its snapshot. */
  find: FindStructure;
}

/**
 * Builds a FHIR package: package.json, an ImplementationGuide, the resources with the snapshots of profiles, examples in a
 * folder of their own, and an index of each. The same parts give the same bytes.
 */
export function buildPackage(parts: PackageParts): Promise<Buffer> {
  const { manifest, resources, examples } = parts;
  const own = [guideOf(parts), ...resources].map((resource) => complete(resource, parts));
  const files = new Map([['package/package.json', jsonFile(manifestOf(manifest))]]);
  addFolder('package', own, files);
  addFolder('package/example', examples, files);
  return writePackage(files);
}

function addFolder(folder: string, resources: Resource[], files: Map<string, string>): void {
  const named = resources
    .map((resource) => ({ filename: `${resource.resourceType}-${resource.id}.json`, resource }))
    .sort((a, b) => (a.filename < b.filename ? -1 : 1));
  for (const { filename, resource } of named) {
    const name = `${folder}/${filename}`;
    if (files.has(name)) throw new Error(`package: there are two resources ${filename}`);
    files.set(name, `${serializeJson(resource)}\n`);
  }
  files.set(`${folder}/.index.json`, jsonFile(packageIndex(named)));
}

const jsonFile = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;

const manifestOf = ({ name, version, canonical, ...rest }: PackageParts['manifest']): object => ({
  name,
  version,
  canonical,
  url: `${canonical}/ImplementationGuide/${name}`,
  fhirVersions: ['4.0.1'],
  type: 'IG',
  ...rest,
});

/** Many readers cannot make a snapshot of a differential. */
function complete(resource: Resource, { find }: PackageParts): Resource {
  if (resource.resourceType !== 'StructureDefinition') return resource;
  const { url, version } = resource as unknown as StructureDefinition;
  const snapshot = find(`${url}|${version}`)?.snapshot;
  if (snapshot === undefined) throw new Error(`package: ${url} has no snapshot`);
  const { differential, ...rest } = resource;
  return { ...rest, snapshot, differential } as Resource;
}

function guideOf({ manifest, resources, examples }: PackageParts): Resource {
  const { name, version, canonical, title, description, license, dependencies = {} } = manifest;
  const reference = ({ resourceType, id }: Resource) => ({ reference: `${resourceType}/${id}` });
  return {
    resourceType: 'ImplementationGuide',
    id: name,
    url: `${canonical}/ImplementationGuide/${name}`,
    version,
    name: name
      .replaceAll(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())
      .replace(/^\w/, (c) => c.toUpperCase()),
    ...(title ? { title } : {}),
    status: 'draft',
    ...(description ? { description } : {}),
    packageId: name,
    ...(license ? { license } : {}),
    fhirVersion: ['4.0.1'],
    ...dependsOn(dependencies),
    definition: {
      resource: [
        ...resources.map((resource) => ({ reference: reference(resource), exampleBoolean: false })),
        ...examples.map((resource) => ({ reference: reference(resource), exampleBoolean: true })),
      ],
    },
  } as Resource;
}

/** What the guide depends on besides FHIR itself. */
function dependsOn(dependencies: Record<string, string>): object {
  const others = Object.entries(dependencies).filter(([id]) => id !== 'hl7.fhir.r4.core');
  if (others.length === 0) return {};
  return {
    dependsOn: others.map(([packageId, version]) => ({
      uri: `http://fhir.org/packages/${packageId}/ImplementationGuide/${packageId}`,
      packageId,
      version,
    })),
  };
}
