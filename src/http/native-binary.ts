import type { Request } from 'express';
import { parseBundleJson } from '#fhir/json/parse-bundle-json.ts';
import { createBreathe } from '#interaction/breathe.ts';
import { FHIR } from '#xml/namespaces.ts';
import { rootOf } from '#xml/root-of.ts';
import type { Xml } from '#xml/xml.ts';
import { decodeUtf8 } from './decode-utf8.ts';
import { FHIR_TYPES, formatOf, type MediaType } from './media-type.ts';

/** The type of a resource; undefined for any other JSON. */
function typeOf(tree: unknown): string | undefined {
  const type = typeof tree === 'object' && tree !== null && (tree as { resourceType?: unknown }).resourceType;
  return typeof type === 'string' ? type : undefined;
}

/** Whether a request writes a Binary, for which any content is taken. */
export function writesBinary({ method, path }: Request): boolean {
  return method === 'PUT' ? /^\/Binary(?:\/[^/]+)?$/.test(path) : method === 'POST' && path === '/Binary';
}

/**
 * The body of a create or update of a Binary (binary.html#rest): a Binary resource as it is, and any other content, a
 * resource of another type included, as the content of a Binary that is made for it. What says that it is
 * a resource of FHIR and is none is left as it is, to be refused.
 */
export async function readBinaryBody(
  request: Request,
  { type, bytes, xml }: { type: MediaType; bytes: Uint8Array; xml: Xml },
): Promise<unknown> {
  const format = formatOf(type);
  const isFhir = type.name in FHIR_TYPES;
  if (format === 'json') {
    const tree = await parseBundleJson(decodeUtf8(bytes), createBreathe());
    if (typeOf(tree) === 'Binary' || (isFhir && typeOf(tree) === undefined)) return tree;
  } else if (format === 'xml') {
    // Most XML is none of FHIR's, in whatever encoding; only the root is looked at.
    const root = rootOf(new TextDecoder().decode(bytes));
    const isResource = root?.namespace === FHIR;
    if ((isResource && root.name === 'Binary') || (isFhir && !isResource))
      return xml.parse(decodeUtf8(bytes), createBreathe());
  }
  return wrap(request, bytes);
}

/** The id of an update stands in the URL; the security context, which content cannot say, in a header. */
function wrap({ method, path, headers }: Request, bytes: Uint8Array) {
  const id = method === 'PUT' ? path.split('/')[2] : undefined;
  const contentType = (headers['content-type'] as string).trim().replace(/\s+/g, ' ');
  const reference = headers['x-security-context'];
  return {
    resourceType: 'Binary',
    ...(id ? { id: decodeURIComponent(id) } : {}),
    contentType,
    ...(typeof reference === 'string' ? { securityContext: { reference } } : {}),
    data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  };
}
