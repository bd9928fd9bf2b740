import { ChildElements } from '#conformance/child-elements.ts';
import type { Definitions } from '#conformance/definitions.ts';
import { JsonError } from '#fhir/json/json-error.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { type FhirError, refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { ElementLocator } from '#fhirpath/locate/element-locator.ts';
import { refuseErrors, type Validate } from '../admit.ts';
import type { Change } from '../change.ts';
import { checkDepth } from './check-depth.ts';
import { type FhirpathPatchRooms, readFhirpathPatch } from './fhirpath-patch.ts';
import { readJsonPatch } from './json-patch.ts';
import { keepNarrativeSafe, whatItSays } from './narrative.ts';
import type { Patch } from './patch-document.ts';

/** The media type of a JSON Patch (RFC 6902, section 6). */
export const JSON_PATCH = 'application/json-patch+json';

/** The formats that a patch may have, as CapabilityStatement.patchFormat and Accept-Patch (RFC 5789) list them. */
export const PATCH_FORMATS = [JSON_PATCH, 'application/fhir+json', 'application/fhir+xml'];

/** What reading a patch needs. */
export interface PatchRooms extends FhirpathPatchRooms {
  validate: Validate;
}

/** Makes what reading patches needs of the definitions. */
export const patchRooms = (definitions: Definitions, validate: Validate): PatchRooms => ({
  validate,
  locator: new ElementLocator(definitions),
  children: new ChildElements(definitions),
});

/** A patch as it was sent: its JSON, and whether it came as a JSON Patch by its media type. */
export interface SentPatch {
  document: unknown;
  isJsonPatch: boolean;
}

/**
 * Reads a JSON Patch or FHIRPath Patch (http.html#patch) into the change that it makes; `place` is that of the
 * document in a bundle, empty for a body. Throws 400 for a document that is no patch, and 415 for one of another format.
 */
export function readPatch({ document, isJsonPatch }: SentPatch, place: string, rooms: PatchRooms): Change {
  const patch = isJsonPatch ? readJsonPatch(document, place) : readParametersPatch(document, place, rooms);
  return async (resource, breathe) => {
    const before = whatItSays(resource);
    const patched = await patch.apply(resource, breathe);
    checkDepth(patched);
    await breathe();
    const isResource = typeof patched === 'object' && patched !== null && !Array.isArray(patched);
    return isResource ? keepNarrativeSafe(patched as Resource, before) : patched;
  };
}

function readParametersPatch(document: unknown, place: string, rooms: PatchRooms): Patch {
  const { resourceType } = (document ?? {}) as { resourceType?: unknown };
  if (resourceType !== 'Parameters') throw noPatch(document, place);
  const parameters = document as Resource;
  // Whether a value keeps the invariants, such as that of a reference to a contained resource, is seen in its place.
  const issues = rooms.validate(parameters).filter(({ code }) => code !== 'invariant');
  // Issues of a resource in a bundle are told from its entry.
  refuseErrors(issues, place.replace(/\.resource$/, '') || undefined);
  return readFhirpathPatch(parameters.parameter, place || 'Parameters', rooms);
}

function noPatch(document: unknown, place: string): FhirError {
  const found = Array.isArray(document) ? 'an array' : 'no Parameters resource';
  const diagnostics = `the body is ${found}; a JSON Patch as ${JSON_PATCH} or a FHIRPath Patch as Parameters was expected`;
  const error = refuse(Array.isArray(document) ? 415 : 400, 'structure', diagnostics, {
    ...(place ? { expression: place } : {}),
    source: 'http.html#patch',
  });
  error.headers['Accept-Patch'] = PATCH_FORMATS.join(', ');
  return error;
}

/** The patch in an entry of a bundle: Parameters, or a Binary that holds a JSON Patch (http.html#patch). */
export function patchOfEntry(resource: Resource, place: string): SentPatch {
  if (resource.resourceType !== 'Binary') return { document: resource, isJsonPatch: false };
  const { contentType, data } = resource;
  if (typeof contentType !== 'string' || contentType.split(';')[0]?.trim().toLowerCase() !== JSON_PATCH) {
    const found = typeof contentType === 'string' ? `'${contentType.slice(0, 80)}'` : 'missing';
    throw refuse(
      415,
      'not-supported',
      `the contentType of the Binary is ${found}; ${JSON_PATCH} was expected`,
      {
        expression: `${place}.contentType`,
        source: 'http.html#patch',
      },
    );
  }
  const bytes = Buffer.from(typeof data === 'string' ? data : '', 'base64');
  try {
    return {
      document: parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
      isJsonPatch: true,
    };
  } catch (error) {
    const why = error instanceof JsonError ? error.message : 'it is not UTF-8';
    throw refuse(400, 'structure', `the data of the Binary is no JSON Patch: ${why}`, {
      expression: `${place}.data`,
      source: 'RFC 6902, section 3',
    });
  }
}
