import { parseSearch } from '#search/parse-search.ts';
import { readSelection, type Subset } from '#search/subset.ts';
import type { ResourceStore, StoredVersion } from '#storage/resource-store.ts';
import { checkId } from './admit.ts';
import { type Answer, versionAnswer, versionOfEtag } from './answer.ts';

/** What a client says of the version that it has already, and of the part that it wants. */
export interface ReadConditions {
  ifNoneMatch?: string | undefined;
  ifModifiedSince?: string | undefined;
  query?: string;
}

/** What reading needs. */
export interface ReadRooms {
  store: ResourceStore;
  subset: Subset;
}

/** read (http.html#read), with If-None-Match and If-Modified-Since (http.html#cread), _elements and _summary. */
export async function read(
  request: ReadConditions & { type: string; id: string },
  { store, subset }: ReadRooms,
): Promise<Answer> {
  const { type, id } = request;
  checkId(id);
  return readAnswer(await store.read(type, id), `${type}/${id}`, request, subset);
}

/** vread (http.html#vread): one version, also of a resource that was deleted since. */
export async function vread(
  request: ReadConditions & { type: string; id: string; versionId: string },
  { store, subset }: ReadRooms,
): Promise<Answer> {
  const { type, id, versionId } = request;
  checkId(id);
  const version = await store.vread(type, id, versionId);
  return readAnswer(version, `${type}/${id}/_history/${versionId}`, request, subset);
}

/** A version as it is read: 304 where the client has it, cut down where it wants a part; 404 or 410 without one. */
export function readAnswer(
  version: StoredVersion | undefined,
  what: string,
  { ifNoneMatch, ifModifiedSince, query }: ReadConditions,
  subset: Subset,
): Answer {
  const answer = versionAnswer(version, what);
  const unchanged =
    ifNoneMatch === undefined
      ? notSince(ifModifiedSince, version?.lastUpdated)
      : matches(ifNoneMatch, version?.versionId);
  if (unchanged) return { status: 304, headers: answer.headers };
  const selection = query?.includes('_') ? readSelection(parseSearch(query)) : undefined;
  return selection ? { ...answer, body: subset(answer.body as string, selection) } : answer;
}

/** `*` is any version at all (RFC 9110, section 13.1.2). */
function matches(header: string, versionId: string | undefined): boolean {
  return header.split(',').some((tag) => tag.trim() === '*' || versionOfEtag(tag) === versionId);
}

/** HTTP dates have whole seconds, so the version's time is compared by its second. */
function notSince(header: string | undefined, lastUpdated: string | undefined): boolean {
  const since = header === undefined ? Number.NaN : Date.parse(header);
  return lastUpdated !== undefined && Math.floor(Date.parse(lastUpdated) / 1000) * 1000 <= since;
}
