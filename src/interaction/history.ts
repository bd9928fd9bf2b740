import type { Limits } from '#config.ts';
import { timeSpan } from '#fhir/date-time.ts';
import { FhirError } from '#fhir/operation-outcome.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { noPage, PAGE_PARAMETER } from '#search/page.ts';
import type { PageSeal } from '#search/page-seal.ts';
import { parseSearch, type SearchParameterText } from '#search/parse-search.ts';
import { searchError } from '#search/search-error.ts';
import { readSelection, type Selection, type Subset } from '#search/subset.ts';
import type { HistoryQuery, HistoryVersion, ResourceStore } from '#storage/resource-store.ts';
import { checkId } from './admit.ts';
import { type Answer, etag } from './answer.ts';

/** What a history needs. */
export interface HistoryRooms {
  store: ResourceStore;
  context: SearchContext;
  limits: Limits;
  subset: Subset;
}

/**
 * history of a resource, a type or the whole system (http.html#history), newest first: `_since`, `_at`, `_count`,
 * `_elements` and `_summary`, in pages that stay right while others write.
 */
export async function history(
  request: { type?: string; id?: string; query: string },
  rooms: HistoryRooms,
): Promise<Answer> {
  const { type, id, query } = request;
  if (id !== undefined) checkId(id);
  const parameters = parseSearch(query);
  const asked = readParameters(parameters, rooms);
  const page = await rooms.store.history({ ...asked, ...(type ? { type } : {}), ...(id ? { id } : {}) });
  if (id !== undefined && !page.versions.length && !(await rooms.store.read(type as string, id))) {
    throw new FhirError(404, {
      severity: 'error',
      code: 'not-found',
      diagnostics: `${type}/${id} is not there`,
      source: 'http.html#history',
    });
  }
  const { baseUrl, pages } = rooms.context;
  const url = `${baseUrl}/${[type, id, '_history'].filter(Boolean).join('/')}`;
  const links = [{ relation: 'self', url: query ? `${url}?${query}` : url }];
  if (page.next !== undefined) {
    const kept = parameters.filter(({ name }) => name !== PAGE_PARAMETER && name !== '_count');
    const next = { name: PAGE_PARAMETER, value: pages.seal([page.next]) };
    const all = [...kept, { name: '_count', value: `${asked.count}` }, next];
    links.push({ relation: 'next', url: `${url}?${queryText(all)}` });
  }
  const selection = readSelection(parameters);
  const entries = page.versions.map((version) => entryText(version, selection, rooms));
  const body = `{"resourceType":"Bundle","type":"history","link":${JSON.stringify(links)}${entries.length ? `,"entry":[${entries.join(',')}]` : ''}}`;
  return { status: 200, headers: {}, body };
}

const queryText = (parameters: { name: string; value: string }[]): string =>
  parameters.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

/** One version: the request that made it, what it was answered, and the resource as that left it. */
function entryText(
  version: HistoryVersion,
  selection: Selection | undefined,
  { context: { baseUrl }, subset }: HistoryRooms,
): string {
  const { type, id, method, versionId, lastUpdated, text } = version;
  const request = { method, url: method === 'POST' ? type : `${type}/${id}` };
  const response = { status: statusOf(version), etag: etag(versionId), lastModified: lastUpdated };
  const shown = text === undefined || !selection ? text : subset(text, selection);
  const resource = shown === undefined ? '' : `"resource":${shown},`;
  return `{"fullUrl":"${baseUrl}/${type}/${id}",${resource}"request":${JSON.stringify(request)},"response":${JSON.stringify(response)}}`;
}

function statusOf({ method, creates }: HistoryVersion): string {
  if (method === 'DELETE') return '204 No Content';
  return creates ? '201 Created' : '200 OK';
}

/** Steer the form of the answer and are read elsewhere. */
const GENERAL = new Set(['_format', '_pretty', '_elements', '_summary']);

function readParameters(parameters: SearchParameterText[], { limits, context }: HistoryRooms): HistoryQuery {
  const result: HistoryQuery = { count: limits.defaultPageSize };
  const seen = new Set<string>();
  for (const { name, value } of parameters) {
    if (GENERAL.has(name)) continue;
    const span = timeSpan(value);
    if (seen.has(name)) throw wrong(`${name} is given twice`);
    seen.add(name);
    if (name === '_count' && /^[1-9]\d{0,8}$/.test(value))
      result.count = Math.min(Number(value), limits.pageSize);
    else if (name === '_since' && span) result.since = span.low;
    else if (name === '_at' && span) result.at = span;
    else if (name === PAGE_PARAMETER) result.after = readPage(value, context.pages);
    else throw wrong(`'${name.slice(0, 40)}=${value.slice(0, 40)}' is no parameter of a history`);
  }
  return result;
}

function readPage(text: string, pages: PageSeal): number {
  const sealed = pages.open(text);
  if (Array.isArray(sealed) && sealed.length === 1) return sealed[0] as number;
  throw noPage(text);
}

const wrong = (what: string): Error =>
  searchError(
    `${what}; valid are _since=[instant], _at=[dateTime], _count=[1 or more], _elements and _summary`,
    'http.html#history',
  );
