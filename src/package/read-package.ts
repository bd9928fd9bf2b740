import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { parseBundleJson } from '#fhir/json/parse-bundle-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { PACKAGE_LIMITS, type PackageLimits } from './package-limits.ts';
import { manifestFault, type PackageManifest } from './package-manifest.ts';

/** A package as it was read. */
export interface ReadPackage {
  manifest: PackageManifest;
  /** Its conformance resources. */
  resources: { file: string; resource: Resource }[];
  /** Files that were left out, each with the reason. */
  leftOut: { file: string; reason: string }[];
}

/** What says how data looks, what codes mean, and what servers do; examples are no part of it. */
const CONFORMANCE = new Set([
  'StructureDefinition',
  'ValueSet',
  'CodeSystem',
  'ConceptMap',
  'NamingSystem',
  'SearchParameter',
  'OperationDefinition',
  'CapabilityStatement',
  'CompartmentDefinition',
  'ImplementationGuide',
  'StructureMap',
  'GraphDefinition',
  'MessageDefinition',
  'Questionnaire',
  'Measure',
  'Library',
  'PlanDefinition',
  'ActivityDefinition',
]);

/** A resource of a package stands in this folder itself; those below it are examples and what tools need. */
const RESOURCE_FILE = /^package\/(?!\.)[^/]+\.json$/;
/** What a tar spends on a file at most beside its content: a header, its long name, what fills up the last block. */
const HEADER_BYTES = 4096;
const MANIFEST = 'package/package.json';

/**
 * Reads a FHIR package, a tar compressed by gzip, from a stream. Nothing is written to a disk, and no more is unpacked than
 * the limits say. Throws 400 for what is no package, 413 for one that is too large.
 */
export async function readPackage(
  source: Readable,
  breathe: () => Promise<void> | undefined,
  limits: PackageLimits = PACKAGE_LIMITS,
): Promise<ReadPackage> {
  const texts = new Map<string, string>();
  const leftOut: ReadPackage['leftOut'] = [];
  const reader = extract();
  const unpacked = pipeline(source, createGunzip(), within(limits), reader);
  // What ends it early is thrown below as well.
  unpacked.catch(() => undefined);
  let [bytes, entries] = [0, 0];
  try {
    for await (const entry of reader) {
      await breathe();
      const { name, size = 0, type } = entry.header;
      checkEntry(entry.header);
      if (++entries > limits.entries) throw tooLarge(`more than ${limits.entries} files`);
      bytes += size;
      if (bytes > limits.unpackedBytes) throw tooLarge(`more than ${limits.unpackedBytes} bytes unpacked`);
      const wanted = type === 'file' && RESOURCE_FILE.test(name);
      if (wanted && size > limits.fileBytes)
        leftOut.push({ file: name, reason: `larger than ${limits.fileBytes} bytes` });
      if (wanted && size <= limits.fileBytes) texts.set(name, await textOf(entry));
      else entry.resume();
    }
    await unpacked;
  } catch (error) {
    source.destroy();
    if (error instanceof Error && error.name === 'FhirError') throw error;
    throw notAPackage('it cannot be read as a tar that gzip has compressed');
  }
  return parseFiles(texts, leftOut, breathe);
}

/** Lets no more through than files and their headers may have: zeros behind the last file are unpacked as well. */
const within = ({ unpackedBytes, entries }: PackageLimits) =>
  async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let left = unpackedBytes + (entries + 2) * HEADER_BYTES;
    for await (const chunk of chunks) {
      left -= chunk.length;
      if (left < 0) throw tooLarge(`more than ${unpackedBytes} bytes unpacked`);
      yield chunk;
    }
  };

async function textOf(entry: AsyncIterable<unknown>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('utf8');
}

/** A name that leads elsewhere, or an entry that is no file, is no slip: the whole is refused. */
function checkEntry({ name, type }: Header): void {
  const steps = name.split(/[/\\]/);
  if (name.startsWith('/') || steps.includes('..') || name.includes('\0'))
    throw notAPackage(
      `it has the file '${name.slice(0, 80).replaceAll('\0', '')}', whose name leads out of it`,
    );
  if (type !== 'file' && type !== 'directory')
    throw notAPackage(`'${name.slice(0, 80)}' is a ${type}; files and folders were expected`);
}

async function parseFiles(
  texts: Map<string, string>,
  leftOut: ReadPackage['leftOut'],
  breathe: () => Promise<void> | undefined,
): Promise<ReadPackage> {
  const manifestText = texts.get(MANIFEST);
  if (manifestText === undefined) throw notAPackage(`it has no ${MANIFEST}`);
  const manifest = jsonOf(manifestText);
  const fault = manifestFault(manifest);
  if (fault !== undefined) throw notAPackage(fault);
  const resources: ReadPackage['resources'] = [];
  for (const [file, text] of texts) {
    if (file === MANIFEST) continue;
    try {
      const resource = (await parseBundleJson(text, breathe)) as Resource;
      if (CONFORMANCE.has(resource?.resourceType)) resources.push({ file, resource });
    } catch {
      leftOut.push({ file, reason: 'no FHIR JSON' });
    }
  }
  return { manifest: manifest as PackageManifest, resources, leftOut };
}

function jsonOf(text: string): unknown {
  try {
    // Some packages begin with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

const SOURCE = 'https://confluence.hl7.org/display/FHIR/NPM+Package+Specification';

const notAPackage = (what: string) =>
  refuse(400, 'invalid', `this is no FHIR package: ${what}`, { source: SOURCE });

const tooLarge = (what: string) =>
  refuse(413, 'too-long', `the package has ${what}; that is more than this server takes`, { source: SOURCE });
