import { readdirSync } from 'node:fs';
import { loadDefinitions } from '#conformance/definitions.ts';
import { coreProfiles, folderProfiles } from '#conformance/load-profiles.ts';
import { under, writtenBase } from '#conformance/published-files.ts';
import { StructureDefinitions } from '#conformance/structure-definitions.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import { buildPackage } from '#package/build-package.ts';
import type { PackageManifest } from '#package/package-manifest.ts';

/** The folders of a trial. */
export interface TrialFolders {
  study: URL;
  profiles: URL;
  terminology: URL;
  /** Of each profile a file with a valid example. */
  examples: URL;
}

const RESOURCE = /^[A-Z][A-Za-z]+-.+\.json$/;

/**
 * The trial as a FHIR package, under a canonical base; without one it is that which the files are written with. What the
 * trial has of code systems of others is only a part of them, and is left to who publishes them.
 */
export function trialPackage(folders: TrialFolders, canonicalBase: string | undefined): Promise<Buffer> {
  const { study, profiles, terminology, examples } = folders;
  const read = under(canonicalBase, study);
  const canonical = canonicalBase ?? writtenBase(study) ?? '';
  const parse = (file: URL) => parseJson(read(file)) as Resource;
  const resources = [profiles, terminology, study].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => RESOURCE.test(name))
      .map((name) => parse(new URL(name, folder))),
  );
  const structures = new StructureDefinitions(loadDefinitions(), [
    folderProfiles(profiles, read),
    coreProfiles(),
  ]);
  const known = new Set(resources.map(({ resourceType, id }) => `${resourceType}/${id}`));
  return buildPackage({
    manifest: { ...(parse(new URL('fhir-package.json', study)) as unknown as PackageManifest), canonical },
    resources: resources.filter((resource) => !isPartOfOthers(resource, canonical)),
    examples: readdirSync(examples)
      .filter((name) => name.endsWith('.json'))
      .map((name) => exampleOf(name, parse(new URL(name, examples))))
      .filter(({ resourceType, id }) => !known.has(`${resourceType}/${id}`)),
    find: (url) => structures.find(url),
  });
}

const isPartOfOthers = ({ content, url }: Resource, canonical: string): boolean =>
  content === 'fragment' && !String(url).startsWith(canonical);

/** A resource that is no file of the trial is named after the profile that it is an example of. */
function exampleOf(file: string, { valid }: Resource): Resource {
  const { resourceType, id, ...rest } = valid as Resource;
  return { resourceType, id: id ?? `${file.replace(/\.json$/, '')}-example`, ...rest };
}
