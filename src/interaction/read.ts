import { parseSearch } from '#search/parse-search.ts';
import { readSelection, type Subset } from '#search/subset.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { checkId } from './admit.ts';
import { type Answer, versionAnswer, versionOfEtag } from './answer.ts';

/** read (http.html#read), with If-None-Match and If-Modified-Since (http.html#cread), _elements and _summary. */
export async function read(
  request: {
    type: string;
    id: string;
    ifNoneMatch?: string | undefined;
    ifModifiedSince?: string | undefined;
    query?: string;
  },
  { store, subset }: { store: ResourceStore; subset: Subset },
): Promise<Answer> {
  const { type, id } = request;
  checkId(id);
  const version = await store.read(type, id);
  const answer = versionAnswer(version, `${type}/${id}`);
  const unchanged =
    request.ifNoneMatch !== undefined
      ? matches(request.ifNoneMatch, version?.versionId)
      : notSince(request.ifModifiedSince, version?.lastUpdated);
  if (unchanged) return { status: 304, headers: answer.headers };
  const selection = request.query?.includes('_') ? readSelection(parseSearch(request.query)) : undefined;
  return selection ? { ...answer, body: subset(answer.body as string, selection) } : answer;
}

function matches(header: string, versionId: string | undefined): boolean {
  return header.split(',').some((tag) => versionOfEtag(tag) === versionId);
}

/** HTTP dates have whole seconds, so the version's time is compared by its second. */
function notSince(header: string | undefined, lastUpdated: string | undefined): boolean {
  const since = header === undefined ? Number.NaN : Date.parse(header);
  return lastUpdated !== undefined && Math.floor(Date.parse(lastUpdated) / 1000) * 1000 <= since;
}

/** vread (http.html#vread): one version, also of a resource that was deleted since. */
export async function vread(
  { type, id, versionId }: { type: string; id: string; versionId: string },
  { store }: { store: ResourceStore },
): Promise<Answer> {
  checkId(id);
  return versionAnswer(await store.vread(type, id, versionId), `${type}/${id}/_history/${versionId}`);
}
