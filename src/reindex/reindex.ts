import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import type { IndexResource } from '#search/index-resource.ts';
import type { PagePlace, SearchExpression } from '#search/search-expression.ts';
import type { ResourceStore, Write } from '#storage/resource-store.ts';

/** Resources that are indexed anew in one transaction: others write in between. */
const AT_ONCE = 100;

/** What has been done of one type. */
export interface Progress {
  done: number;
  total: number;
}

/** What indexing anew needs, and whom it tells of its progress. */
export interface Reindexing {
  store: ResourceStore;
  index: IndexResource;
  progress: (type: string, progress: Progress) => Promise<void> | void;
  /** Only resources that were changed from this time on, in milliseconds since 1970. */
  since?: number;
}

const EVERYTHING: SearchExpression = { op: 'all', of: [] };

/**
 * Indexes the current resources of these types anew, in the order of their creation, while others read and write.
 * One that is replaced meanwhile was indexed by its writer.
 */
export async function reindex(types: Iterable<string>, reindexing: Reindexing): Promise<void> {
  for (const type of types) await reindexType(type, reindexing);
}

async function reindexType(type: string, { store, index, progress, since }: Reindexing): Promise<void> {
  const where: SearchExpression =
    since === undefined
      ? EVERYTHING
      : { op: 'last-updated', prefix: 'ge', span: { low: since, high: since + 1 } };
  const query = { targets: [{ type, where }], sort: [], includes: [], includeLimit: 0 };
  const { total = 0 } = await store.search({ ...query, count: 0, total: true });
  let done = 0;
  let after: PagePlace | undefined;
  do {
    const page = await store.search({ ...query, count: AT_ONCE, total: false, ...(after ? { after } : {}) });
    const writes = page.entries.map(({ id, text }): Write => {
      const resource = parseJson(text) as Resource;
      const versionId = resource.meta?.versionId as string;
      return { kind: 'reindex', place: '', type, id, versionId, index: index(resource) };
    });
    if (writes.length) await store.transact({ writes, references: [], reads: [], representation: false });
    done += writes.length;
    await progress(type, { done, total: Math.max(done, total) });
    after = page.next;
  } while (after);
}
