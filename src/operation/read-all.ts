import type { Limits } from '#config.ts';
import type { SearchQuery } from '#search/search-expression.ts';
import type { SearchEntry } from '#search/search-page.ts';
import type { ResourceStore } from '#storage/resource-store.ts';

/** What streaming over a search needs. */
export interface StreamRooms {
  store: ResourceStore;
  limits: Limits;
}

/** A search of which all pages are read. */
export type WholeSearch = Pick<SearchQuery, 'targets'> & Partial<Pick<SearchQuery, 'sort'>>;

/** Every match of a search, read from the store page by page as it is asked for. */
export async function* readAll(
  { targets, sort = [] }: WholeSearch,
  { store, limits }: StreamRooms,
): AsyncGenerator<SearchEntry> {
  const page = { targets, sort, includes: [], count: limits.pageSize, total: false, includeLimit: 0 };
  let after: SearchQuery['after'];
  do {
    const { entries, next } = await store.search({ ...page, ...(after ? { after } : {}) });
    yield* entries;
    after = next;
  } while (after);
}
