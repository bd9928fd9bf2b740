import { STATUS_CODES } from 'node:http';
import type { StoredVersion, Written } from '#storage/resource-store.ts';
import { type Answer, versionAnswer, writtenAnswer } from '../answer.ts';

/**
 * An answer as an entry of a response bundle, as JSON text (http.html#transaction-response). The location is
 * relative to the base, and the instant keeps its milliseconds, which the HTTP header has not.
 */
export function responseEntry({ status, headers, body, lastUpdated }: Answer, baseUrl: string): string {
  const location = headers.Location?.slice(baseUrl.length + 1);
  const response = {
    status: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
    ...(location ? { location } : {}),
    ...(headers.ETag ? { etag: headers.ETag } : {}),
    ...(lastUpdated ? { lastModified: lastUpdated } : {}),
  };
  const text = JSON.stringify(response);
  if (status >= 400) return `{"response":${text.slice(0, -1)},"outcome":${body}}}`;
  const fullUrl = location ? `"fullUrl":"${baseUrl}/${location.replace(/\/_history\/.*$/, '')}",` : '';
  return `{${fullUrl}${body === undefined ? '' : `"resource":${body},`}"response":${text}}`;
}

/** The entry of a write. */
export function writtenEntry(written: Written, baseUrl: string): string {
  return responseEntry(writtenAnswer(written, baseUrl), baseUrl);
}

/** The entry of a read. */
export function readEntry(version: StoredVersion, baseUrl: string): string {
  return responseEntry(versionAnswer(version, `${version.type}/${version.id}`), baseUrl);
}

/** The response bundle. */
export function transactionResponse(
  type: 'transaction-response' | 'batch-response',
  entries: string[],
): Answer {
  const entry = entries.length ? `,"entry":[${entries.join(',')}]` : '';
  return { status: 200, headers: {}, body: `{"resourceType":"Bundle","type":"${type}"${entry}}` };
}
