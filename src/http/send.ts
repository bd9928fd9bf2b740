import type { Request, Response } from 'express';
import { parseBundleJson } from '#fhir/json/parse-bundle-json.ts';
import { createBreathe } from '#interaction/breathe.ts';
import type { Xml } from '#xml/xml.ts';
import { compress } from './compress.ts';
import type { Presentation } from './presentation.ts';
import { prettyJson } from './pretty-json.ts';
import type { Reply } from './reply.ts';

/** The server's own text is read without the limits that guard it from others'. */
const NO_LIMITS = { depth: Number.POSITIVE_INFINITY, values: Number.POSITIVE_INFINITY };

/** Sends an answer; a resource in the form that was negotiated, anything else as it is. Throws what XML cannot say. */
export async function send(
  answer: Reply,
  presentation: Presentation,
  { request, response, xml }: { request: Request; response: Response; xml: Xml },
): Promise<void> {
  const { status, headers } = answer;
  const all: Record<string, string | number> = {
    ...headers,
    'X-Request-Id': response.locals.requestId,
    // Study data belongs in no cache; a client revalidates with its ETag.
    'Cache-Control': 'private, no-cache',
    Vary: response.locals.guarded ? 'Accept, Accept-Encoding, Authorization' : 'Accept, Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
    // While the server stops, a client is told to come back on another connection.
    ...(response.locals.last ? { Connection: 'close' } : {}),
  };
  const contentType = answer.contentType ?? presentation.form.contentType;
  let body = answer.bytes ?? answer.body;
  if (body === undefined) {
    response.writeHead(status, all).end();
    return;
  }
  if (typeof body === 'string' && (presentation.pretty || presentation.form.format === 'xml'))
    body = await present(body, answer, presentation, { request, xml });
  all['Content-Type'] = contentType;
  // Pages carry what they need in themselves and run nothing; XML with XHTML inside is a page for a browser.
  if (answer.bytes || contentType.startsWith('text/html') || contentType.includes('xml'))
    all['Content-Security-Policy'] = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
  if (request.headers['accept-encoding'] !== undefined) {
    const compressed = await compress(request, contentType, body);
    if (compressed) all['Content-Encoding'] = 'gzip';
    body = compressed ?? body;
  }
  const length = Buffer.byteLength(body);
  all['Content-Length'] = length;
  // As text, head and body leave in one write. Text of as many bytes as characters is ASCII, for which latin1
  // is the same and much faster to write. Node leaves the body of an answer to HEAD away by itself.
  response.writeHead(status, all).end(body, length === body.length ? 'latin1' : 'utf8');
}

async function present(
  text: string,
  { status, contentType }: Reply,
  { form, pretty }: Presentation,
  { request, xml }: { request: Request; xml: Xml },
): Promise<string> {
  if (contentType !== undefined || form.format === 'json')
    return pretty && /[/+]json\b/.test(contentType ?? form.contentType) ? prettyJson(text) : text;
  // What was done cannot be refused any more for a character that XML does not have; a read can.
  const replace = status >= 400 || !['GET', 'HEAD'].includes(request.method);
  const breathe = createBreathe();
  return xml.serialize(await parseBundleJson(text, breathe, NO_LIMITS), breathe, { pretty, replace });
}
