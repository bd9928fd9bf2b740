import type { Limits } from '#config.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { compileSearch } from '#search/compile-search.ts';
import { parseSearch } from '#search/parse-search.ts';
import { searchset } from '#search/searchset.ts';
import type { Subset } from '#search/subset.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import type { Answer } from './answer.ts';

/** What a search needs. */
export interface SearchRooms {
  store: ResourceStore;
  context: SearchContext;
  limits: Limits;
  subset: Subset;
}

/**
 * search of one type (http.html#search); `query` is the query string or form body, or both joined. What is
 * wrong with it is thrown at once; the search itself runs when it is asked to.
 */
export function prepareSearch(
  request: { type: string; query: string; lenient?: boolean },
  rooms: SearchRooms,
): () => Promise<Answer> {
  const { type, query, lenient = false } = request;
  const { store, context, limits } = rooms;
  const compiled = compileSearch(type, parseSearch(query), context, { limits, lenient });
  return async () => {
    const page = await store.search(compiled.query);
    return { status: 200, headers: {}, body: searchset(compiled, page, context.baseUrl, rooms.subset) };
  };
}

/** search of one type, compiled and run. */
export async function searchType(
  request: { type: string; query: string; lenient?: boolean },
  rooms: SearchRooms,
): Promise<Answer> {
  return prepareSearch(request, rooms)();
}
