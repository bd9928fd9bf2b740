import type { Limits } from '#config.ts';
import { timeSpan } from '#fhir/date-time.ts';
import { FhirError } from '#fhir/operation-outcome.ts';
import { parseSearch } from '#search/parse-search.ts';
import { searchError } from '#search/search-error.ts';
import type { HistoryQuery, ResourceStore, StoredVersion } from '#storage/resource-store.ts';
import { checkId } from './admit.ts';
import { type Answer, etag } from './answer.ts';

const STATUS = { POST: '201 Created', PUT: '200 OK', PATCH: '200 OK', DELETE: '204 No Content' };

/** What a history needs. */
export interface HistoryRooms {
  store: ResourceStore;
  baseUrl: string;
  limits: Limits;
}

/** history of a resource, a type or the whole system (http.html#history), newest first, `_since`, `_count`, paged. */
export async function history(
  request: { type?: string; id?: string; query: string },
  rooms: HistoryRooms,
): Promise<Answer> {
  const { type, id, query } = request;
  if (id !== undefined) checkId(id);
  const asked = readParameters(query, rooms.limits);
  const page = await rooms.store.history({ ...asked, ...(type ? { type } : {}), ...(id ? { id } : {}) });
  if (id !== undefined && !page.versions.length && !(await rooms.store.read(type as string, id))) {
    throw new FhirError(404, {
      severity: 'error',
      code: 'not-found',
      diagnostics: `${type}/${id} is not there`,
      source: 'http.html#history',
    });
  }
  const url = `${rooms.baseUrl}/${[type, id, '_history'].filter(Boolean).join('/')}`;
  const links = [{ relation: 'self', url: query ? `${url}?${query}` : url }];
  if (page.next !== undefined) {
    const since =
      asked.since === undefined ? '' : `_since=${encodeURIComponent(new Date(asked.since).toISOString())}&`;
    links.push({ relation: 'next', url: `${url}?${since}_count=${asked.count}&_page=${page.next}` });
  }
  const entries = page.versions.map((version) => entryText(version, rooms.baseUrl));
  const body = `{"resourceType":"Bundle","type":"history","link":${JSON.stringify(links)}${entries.length ? `,"entry":[${entries.join(',')}]` : ''}}`;
  return { status: 200, headers: {}, body };
}

function entryText(version: StoredVersion, baseUrl: string): string {
  const { type, id, method, versionId, lastUpdated, text } = version;
  const request = { method, url: method === 'POST' ? type : `${type}/${id}` };
  const status = method === 'PUT' && versionId === '1' ? STATUS.POST : STATUS[method];
  const response = { status, etag: etag(versionId), lastModified: lastUpdated };
  const resource = text === undefined ? '' : `"resource":${text},`;
  return `{"fullUrl":"${baseUrl}/${type}/${id}",${resource}"request":${JSON.stringify(request)},"response":${JSON.stringify(response)}}`;
}

function readParameters(query: string, limits: Limits): HistoryQuery {
  const result: HistoryQuery = { count: limits.defaultPageSize };
  for (const { name, value } of parseSearch(query)) {
    if (name === '_count' && /^[1-9]\d{0,8}$/.test(value))
      result.count = Math.min(Number(value), limits.pageSize);
    else if (name === '_since' && timeSpan(value)) result.since = timeSpan(value)?.low ?? 0;
    else if (name === '_page' && /^\d{1,15}$/.test(value)) result.after = Number(value);
    else if (name !== '_format' && name !== '_pretty') {
      throw searchError(
        `'${name}=${value.slice(0, 40)}' is no parameter of a history; valid are _since=[instant] and _count=[1 or more]`,
        'http.html#history',
      );
    }
  }
  return result;
}
