import { parseJson } from '#fhir/json/parse-json.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';

/** An element of a resource that is withheld: a member, or the extensions of one url. */
const EXTENSION = /^extension\((.+)\)$/;

/** Says of a resource that parts of it were left out (security-labels.html, v3-ObservationValue). */
const REDACTED = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'REDACTED',
  display: 'redacted',
};

type Json = Record<string, unknown>;

/**
 * The JSON text of a resource without these elements, labelled as redacted. The label does not depend on whether there
 * was anything to leave out, which would tell.
 */
export function withoutElements(text: string, elements: readonly string[]): string {
  const resource = parseJson(text) as Json;
  for (const element of elements) {
    const url = EXTENSION.exec(element)?.[1];
    if (url === undefined) leaveOut(resource, element);
    else leaveOutExtension(resource, url);
  }
  const meta = (resource.meta ?? {}) as Json & { security?: unknown[] };
  resource.meta = { ...meta, security: [...(meta.security ?? []), REDACTED] };
  return serializeJson(resource);
}

/** A member, each type of a choice, and the `_member` of a primitive. */
function leaveOut(resource: Json, element: string): void {
  for (const name of Object.keys(resource)) {
    const bare = name.replace(/^_/, '');
    if (bare === element || (bare.startsWith(element) && /^[A-Z]/.test(bare.slice(element.length))))
      delete resource[name];
  }
}

function leaveOutExtension(resource: Json, url: string): void {
  if (!Array.isArray(resource.extension)) return;
  const kept = resource.extension.filter((extension: Json) => extension.url !== url);
  if (kept.length) resource.extension = kept;
  else delete resource.extension;
}
