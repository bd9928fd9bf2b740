import type { Readable } from 'node:stream';
import { FhirError, type Issue, refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { admit } from '#interaction/admit.ts';
import { createBreathe } from '#interaction/breathe.ts';
import { compileCondition } from '#interaction/condition.ts';
import type { CreateRooms } from '#interaction/create.ts';
import { InstalledPackages } from '#package/installed-packages.ts';
import type { PackageLimits } from '#package/package-limits.ts';
import type { PackageManifest } from '#package/package-manifest.ts';
import { type ReadPackage, readPackage } from '#package/read-package.ts';
import type { Write } from '#storage/resource-store.ts';

/** What became of a package. */
export interface Installation {
  manifest: PackageManifest;
  /** Resources that were stored; undefined where the package was there already. */
  stored: number | undefined;
  /** What was left out, and why. */
  issues: Issue[];
}

/** How a package is installed. */
export interface InstallOptions {
  /** Also where packages that it depends on are missing, which is told then. */
  withoutDependencies?: boolean;
  limits?: PackageLimits;
  /** What refusals cite. */
  source: string;
}

/**
 * Reads a package and stores its conformance resources, all in one transaction: each in the place of the one with the same
 * url and version. They pass the gate as all writes do; what R4 refuses is left out and told of. Throws 422 that names
 * the packages that are missing.
 */
export async function installPackage(
  content: Readable,
  rooms: CreateRooms,
  options: InstallOptions,
): Promise<Installation> {
  const breathe = createBreathe();
  const read = await readPackage(content, breathe, options.limits);
  const { manifest } = read;
  const installed = new InstalledPackages(rooms.store.records);
  if (await installed.has(manifest)) return { manifest, stored: undefined, issues: [] };
  const missing = await installed.missing(manifest);
  if (missing.length > 0 && !options.withoutDependencies) throw missingPackages(manifest, missing, options);
  const { writes, issues } = await prepare(read, rooms, breathe);
  if (writes.length > 0)
    await rooms.store.transact({ writes, references: [], reads: [], representation: false });
  await installed.add(manifest, writes.length);
  const untold = missing.map((name) =>
    issueOf(
      'warning',
      'not-found',
      `the package ${name}, which it depends on, is not installed`,
      options.source,
    ),
  );
  return { manifest, stored: writes.length, issues: [...untold, ...issues] };
}

async function prepare(
  { resources, leftOut }: ReadPackage,
  rooms: CreateRooms,
  breathe: () => Promise<void> | undefined,
): Promise<{ writes: Write[]; issues: Issue[] }> {
  const gate = rooms.gate.including(resources.map(({ resource }) => resource));
  const issues = leftOut.map(({ file, reason }) => leftOutIssue(file, reason));
  const writes = new Map<string, Write>();
  for (const { file, resource } of resources) {
    await breathe();
    const query = identityOf(resource);
    if (query === undefined) issues.push(leftOutIssue(file, 'it has no url'));
    else
      try {
        const { id: _, ...content } = resource;
        const draft = await admit(content as Resource, rooms.newId(), { ...rooms.gate, check: gate.check });
        const where = compileCondition(resource.resourceType, query, rooms.context);
        writes.set(`${resource.resourceType}?${query}`, {
          kind: 'update',
          method: 'PUT',
          place: '',
          draft,
          where,
        });
      } catch (error) {
        if (!(error instanceof FhirError)) throw error;
        issues.push(leftOutIssue(file, error.message));
      }
  }
  return { writes: [...writes.values()], issues };
}

const escaped = (value: unknown): string => encodeURIComponent(String(value).replace(/[\\,|$]/g, '\\$&'));

/** The search that finds the same resource, of the same version, where it is stored; undefined for one without a url. */
function identityOf({ resourceType, url, version, name }: Resource): string | undefined {
  if (resourceType === 'NamingSystem')
    return typeof name === 'string' && name !== '' ? `name:exact=${escaped(name)}` : undefined;
  if (typeof url !== 'string' || url === '') return undefined;
  return `url=${escaped(url)}&${typeof version === 'string' ? `version=${escaped(version)}` : 'version:missing=true'}`;
}

const leftOutIssue = (file: string, reason: string): Issue =>
  issueOf('warning', 'incomplete', `${file.slice(0, 120)} was left out: ${reason}`);

function issueOf(
  severity: Issue['severity'],
  code: Issue['code'],
  diagnostics: string,
  source?: string,
): Issue {
  return { severity, code, diagnostics, ...(source ? { source } : {}) };
}

function missingPackages(
  { name, version }: PackageManifest,
  missing: string[],
  { source }: InstallOptions,
): Error {
  return refuse(
    422,
    'not-found',
    `${name}#${version} depends on ${missing.join(', ')}, which ${missing.length > 1 ? 'are' : 'is'} not installed here; install that first`,
    { source },
  );
}
