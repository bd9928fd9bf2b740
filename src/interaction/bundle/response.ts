import type { StoredVersion, Written } from '#storage/resource-store.ts';
import { type Answer, etag, versionAnswer, writtenAnswer } from '../answer.ts';

const PHRASE: Record<number, string> = { 200: 'OK', 201: 'Created', 204: 'No Content', 304: 'Not Modified' };

/** An answer as an entry of a response bundle, as JSON text (http.html#transaction-response). */
export function responseEntry({ status, headers, body }: Answer): string {
  const { ETag: tag, Location: location, 'Last-Modified': modified } = headers;
  const response = {
    status: PHRASE[status] ? `${status} ${PHRASE[status]}` : String(status),
    ...(location ? { location } : {}),
    ...(tag ? { etag: tag } : {}),
    ...(modified ? { lastModified: new Date(modified).toISOString() } : {}),
  };
  if (body === undefined) return `{"response":${JSON.stringify(response)}}`;
  if (status < 400) return `{"resource":${body},"response":${JSON.stringify(response)}}`;
  return `{"response":${JSON.stringify(response).slice(0, -1)},"outcome":${body}}}`;
}

/** The entry of a write; its instant keeps its milliseconds, which the HTTP header has not. */
export function writtenEntry(written: Written, baseUrl: string): string {
  const answer = writtenAnswer(written, baseUrl);
  const location = answer.headers.Location?.slice(baseUrl.length + 1);
  const response = {
    status: `${answer.status} ${PHRASE[answer.status]}`,
    ...(location ? { location, etag: etag(written.versionId), lastModified: written.lastUpdated } : {}),
  };
  const resource = written.text === undefined ? '' : `"resource":${written.text},`;
  const fullUrl = location ? `"fullUrl":"${baseUrl}/${written.type}/${written.id}",` : '';
  return `{${fullUrl}${resource}"response":${JSON.stringify(response)}}`;
}

/** The entry of a read. */
export function readEntry(version: StoredVersion, baseUrl: string): string {
  const { type, id, versionId, lastUpdated } = version;
  const { body } = versionAnswer(version, `${type}/${id}`);
  const response = { status: '200 OK', etag: etag(versionId), lastModified: lastUpdated };
  return `{"fullUrl":"${baseUrl}/${type}/${id}","resource":${body},"response":${JSON.stringify(response)}}`;
}

/** The response bundle. */
export function transactionResponse(
  type: 'transaction-response' | 'batch-response',
  entries: string[],
): Answer {
  const entry = entries.length ? `,"entry":[${entries.join(',')}]` : '';
  return { status: 200, headers: {}, body: `{"resourceType":"Bundle","type":"${type}"${entry}}` };
}
