import express, { type Request, type RequestHandler } from 'express';
import { parseBundleJson } from '#fhir/json/parse-bundle-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { locateInJson } from '#fhir/place/locate-in-json.ts';
import type { TextPlace } from '#fhir/place/places-of.ts';
import type { DocumentPath } from '#fhir/place/wanted.ts';
import { createBreathe } from '#interaction/breathe.ts';
import type { Xml } from '#xml/xml.ts';
import { decodeUtf8 } from './decode-utf8.ts';
import { formatOf, readMediaType } from './media-type.ts';
import { readBinaryBody, writesBinary } from './native-binary.ts';
import { checkPatchType, isJsonPatch } from './patch-type.ts';

/** Collects a body of up to `limit` bytes, inflated if it came compressed; the limit holds for what is inflated. */
export function collectBody(limit: number): RequestHandler {
  return express.raw({ type: () => true, limit });
}

const FORM = 'application/x-www-form-urlencoded';

/**
 * The body of a request: the resource as a tree, from JSON or XML, or the text of a form for a search; for a
 * Binary also any other content, wrapped into a resource. Throws 415 for other media types, 400 for what is no UTF-8,
 * JsonError or XmlError for what cannot be read. Long bodies are read in stretches.
 */
export async function readBody(request: Request, xml: Xml): Promise<unknown> {
  const bytes = request.body as Uint8Array | undefined;
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) return undefined;
  const type = readMediaType(request.headers['content-type'] ?? '');
  if (request.path.endsWith('/_search')) {
    if (type?.name === FORM) return decodeUtf8(bytes);
    throw unsupported(request, `${FORM} was expected for a search`, 'http.html#search');
  }
  if (type && writesBinary(request)) return readBinaryBody(request, { type, bytes, xml });
  if (request.method === 'PATCH') checkPatchType(request);
  const format = isJsonPatch(request) && request.method === 'PATCH' ? 'json' : formatOf(type);
  const charset = type?.parameters.get('charset')?.toLowerCase() ?? 'utf-8';
  if (!format || (charset !== 'utf-8' && charset !== 'utf8'))
    throw unsupported(
      request,
      'application/fhir+json or application/fhir+xml was expected, in UTF-8 and of fhirVersion 4.0',
      'http.html#mime-type',
    );
  const text = decodeUtf8(bytes);
  return format === 'json' ? parseBundleJson(text, createBreathe()) : xml.parse(text, createBreathe());
}

/** Finds places in the text of a body that readBody has read; undefined where it is neither JSON nor XML. */
export async function placesInBody(
  { body, headers }: Request,
  paths: DocumentPath[],
  xml: Xml,
): Promise<TextPlace[] | undefined> {
  const format = formatOf(readMediaType(headers['content-type'] ?? ''));
  if (!format || !(body instanceof Uint8Array)) return undefined;
  const text = decodeUtf8(body);
  return format === 'json' ? locateInJson(text, paths) : xml.locate(text, paths, createBreathe());
}

function unsupported({ headers }: Request, expected: string, source: string): Error {
  const type = (headers['content-type'] ?? '').slice(0, 80);
  return refuse(415, 'not-supported', `the Content-Type is '${type}'; ${expected}`, { source });
}
