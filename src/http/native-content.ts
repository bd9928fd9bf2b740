import type { Request } from 'express';
import type { Answer } from '#interaction/answer.ts';
import { FHIR_TYPES, GENERIC_TYPES, readMediaType } from './media-type.ts';
import type { Reply } from './reply.ts';

const UNKNOWN = 'application/octet-stream';

/** The elements of a Binary; the validator has seen to their types. */
interface Binary {
  contentType: string;
  data?: string;
  securityContext?: { reference?: string };
}

/**
 * A Binary that is read as what it holds (binary.html#rest): "unless specifically requested, the FHIR XML/JSON
 * representation is not returned". Undefined where it was requested, by a media type of FHIR, or by a generic one
 * that the content does not have. As the content may be a page with scripts, a browser is told to keep it as a file.
 */
export function nativeContent(answer: Answer, request: Request): Reply | undefined {
  if (answer.body === undefined || answer.status !== 200) return undefined;
  const { contentType, data, securityContext } = JSON.parse(answer.body) as Binary;
  if (data === undefined || asksForResource(request, contentType)) return undefined;
  const context = securityContext?.reference;
  return {
    status: answer.status,
    headers: {
      ...answer.headers,
      'Content-Disposition': 'attachment',
      ...(context && isHeader(context) ? { 'X-Security-Context': context } : {}),
    },
    contentType: isHeader(contentType) && readMediaType(contentType) ? contentType : UNKNOWN,
    bytes: Buffer.from(data, 'base64'),
  };
}

/** Whether a text may stand in a header. */
const isHeader = (text: string): boolean => /^[\x20-\x7e]+$/.test(text);

function asksForResource(request: Request, contentType: string): boolean {
  const asked = request.accepts();
  if (asked.some((name) => name.toLowerCase() in FHIR_TYPES)) return true;
  const { name, text } = readMediaType(contentType) ?? { name: UNKNOWN, text: UNKNOWN };
  // `application/vnd.example+json` is what a client means by application/json.
  const syntax = /[+/](json|xml)$/.exec(name)?.[1];
  const generic = Object.keys(GENERIC_TYPES);
  const names = [text, ...generic.filter((type) => GENERIC_TYPES[type] === syntax)];
  return !request.accepts(names) && Boolean(request.accepts(generic));
}
