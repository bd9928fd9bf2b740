import type { Limits } from '#config.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { explanationEntry } from '#search/explanation.ts';
import { parseSearch } from '#search/parse-search.ts';
import type { SearchScope } from '#search/search-scope.ts';
import { searchset } from '#search/searchset.ts';
import type { Subset } from '#search/subset.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import type { Gate } from './admit.ts';
import type { Answer } from './answer.ts';
import { compileRequest } from './compile-request.ts';
import { stablePage } from './stable-page.ts';

/** What a search needs. */
export interface SearchRooms {
  store: ResourceStore;
  context: SearchContext;
  limits: Limits;
  subset: Subset;
  /** Indexes what was changed since the first page of a search. */
  gate: Gate;
}

/** What is searched for, and where. */
export interface SearchRequest {
  scope: SearchScope;
  /** The query string or form body, or both joined. */
  query: string;
  lenient?: boolean;
}

/**
 * A search (http.html#search). What is wrong with it is thrown before it is ready; the search itself runs when it is
 * asked to.
 */
export async function prepareSearch(
  request: SearchRequest,
  rooms: SearchRooms,
): Promise<() => Promise<Answer>> {
  const { store, gate, context, subset } = rooms;
  const compiled = await compileRequest(parseSearch(request.query), request, rooms);
  return async () => {
    const { asOf, contained } = compiled.query;
    const isLater = asOf !== undefined && !contained;
    const page = isLater
      ? await stablePage({ ...compiled.query, asOf }, { store, index: gate.index })
      : await store.search(compiled.query);
    if (compiled.total !== undefined) page.total = compiled.total;
    if (compiled.explain) page.entries.unshift(explanationEntry(await store.explain(compiled.query)));
    return { status: 200, headers: {}, body: searchset(compiled, page, context, subset) };
  };
}

/** A search, compiled and run. */
export async function search(request: SearchRequest, rooms: SearchRooms): Promise<Answer> {
  const run = await prepareSearch(request, rooms);
  return run();
}
