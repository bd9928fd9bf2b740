import express, { type Request, type RequestHandler } from 'express';
import { parseBundleJson } from '#fhir/json/parse-bundle-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { createBreathe } from '#interaction/breathe.ts';

/** Collects a body of up to `limit` bytes, inflated if it came compressed; the limit holds for what is inflated. */
export function collectBody(limit: number): RequestHandler {
  return express.raw({ type: () => true, limit });
}

const JSON_TYPES = new Set([
  'application/fhir+json',
  'application/json',
  'application/json+fhir',
  'text/json',
]);
const FORM = 'application/x-www-form-urlencoded';

function mediaType(request: Request): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw refuse(400, 'structure', 'the body is not UTF-8', { source: 'http.html#mime-type' });
  }
}

/**
 * The body of a request: the parsed JSON, or the text of a form for a search. Throws 415 for other media
 * types, 400 for what is no UTF-8, JsonError for what is no JSON. A long Bundle is parsed in stretches.
 */
export async function readBody(request: Request): Promise<unknown> {
  const bytes = request.body as Uint8Array | undefined;
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) return undefined;
  const type = mediaType(request);
  if (request.path.endsWith('/_search')) {
    if (type === FORM) return decodeUtf8(bytes);
    throw refuse(
      415,
      'not-supported',
      `the Content-Type is '${type.slice(0, 80)}'; ${FORM} was expected for a search`,
      {
        source: 'http.html#search',
      },
    );
  }
  if (!JSON_TYPES.has(type)) {
    throw refuse(
      415,
      'not-supported',
      `the Content-Type is '${type.slice(0, 80)}'; application/fhir+json was expected`,
      { source: 'http.html#mime-type' },
    );
  }
  return parseBundleJson(decodeUtf8(bytes), createBreathe());
}
