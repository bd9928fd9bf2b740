/** package.json of a FHIR package (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification). */
export interface PackageManifest {
  /** Lower-case names with dots between them. */
  name: string;
  version: string;
  /** Versions of FHIR, `4.0.1`; older packages say it as `fhir-version-list`. */
  fhirVersions?: string[];
  'fhir-version-list'?: string[];
  canonical?: string;
  title?: string;
  description?: string;
  /** Package -> its version, which may end in `x`. */
  dependencies?: Record<string, string>;
  [member: string]: unknown;
}

const NAME = /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+$/;

/** What is wrong with a manifest, as a sentence; undefined where nothing is. */
export function manifestFault(manifest: unknown): string | undefined {
  if (typeof manifest !== 'object' || manifest === null) return 'package.json is no JSON object';
  const { name, version, dependencies, ...rest } = manifest as Record<string, unknown>;
  if (typeof name !== 'string' || !NAME.test(name) || name.length > 200)
    return `package.json has the name ${said(name)}; lower-case names with dots between them were expected`;
  if (typeof version !== 'string' || !/^[\w.+-]{1,64}$/.test(version))
    return `package.json has the version ${said(version)}; one such as 1.0.0 was expected`;
  const pairs = Object.entries((dependencies ?? {}) as Record<string, unknown>);
  if (typeof (dependencies ?? {}) !== 'object' || pairs.some(([, wanted]) => typeof wanted !== 'string'))
    return 'package.json has dependencies that are no versions by name';
  const versions = rest.fhirVersions ?? rest['fhir-version-list'];
  if (Array.isArray(versions) && !versions.some((one) => String(one).startsWith('4.0')))
    return `the package is for FHIR ${said(versions.join(', '))}; this server is R4, 4.0.1`;
  return undefined;
}

const said = (value: unknown): string =>
  typeof value === 'string' ? `'${value.slice(0, 80)}'` : 'of another type than text';
