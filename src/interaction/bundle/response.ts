import { STATUS_CODES } from 'node:http';
import { operationOutcome, refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '../answer.ts';

/**
 * An answer as an entry of a response bundle, as JSON text (http.html#transaction-response). The location is
 * relative to the base, and the instant keeps its milliseconds, which the HTTP header has not.
 */
export function responseEntry(
  { status, headers, body, lastUpdated, contentType, isOutcome, told }: Answer,
  baseUrl: string,
): string {
  if (contentType) throw noResource(contentType);
  const location = headers.Location?.slice(baseUrl.length + 1);
  const response = {
    status: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
    ...(location ? { location } : {}),
    ...(headers.ETag ? { etag: headers.ETag } : {}),
    ...(lastUpdated ? { lastModified: lastUpdated } : {}),
  };
  const text = JSON.stringify(response);
  const fullUrl = location ? `"fullUrl":"${baseUrl}/${location.replace(/\/_history\/.*$/, '')}",` : '';
  if (status >= 400 || isOutcome) return `{${fullUrl}"response":${text.slice(0, -1)},"outcome":${body}}}`;
  // "An OperationOutcome containing hints and warnings produced as part of processing this entry" (bundle.html).
  const outcome = told ? `,"outcome":${JSON.stringify(operationOutcome(told))}` : '';
  return `{${fullUrl}${body === undefined ? '' : `"resource":${body},`}"response":${text.slice(0, -1)}${outcome}}}`;
}

/** The answer to HEAD. */
export const withoutBody = ({ body: _, ...answer }: Answer): Answer => answer;

/** An operation may answer with a page or a table, which an entry of a bundle does not hold. */
function noResource(contentType: string): Error {
  const what = contentType.split(';')[0];
  return refuse(
    400,
    'not-supported',
    `the answer is ${what}, which cannot stand in a bundle; ask on its own`,
    {
      source: 'http.html#transaction-response',
    },
  );
}

/** The response bundle. */
export function transactionResponse(
  type: 'transaction-response' | 'batch-response',
  entries: string[],
): Answer {
  const entry = entries.length ? `,"entry":[${entries.join(',')}]` : '';
  return { status: 200, headers: {}, body: `{"resourceType":"Bundle","type":"${type}"${entry}}` };
}
