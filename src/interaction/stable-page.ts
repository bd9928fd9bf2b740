import { parseJson } from '#fhir/json/parse-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { IndexResource } from '#search/index-resource.ts';
import { matches } from '#search/matches.ts';
import { comparePlaces, placeOf } from '#search/page-order.ts';
import type { PagePlace, SearchExpression, SearchQuery } from '#search/search-expression.ts';
import type { SearchEntry, SearchPage } from '#search/search-page.ts';
import type { EarlierVersion, ResourceStore } from '#storage/resource-store.ts';

/** Changes between two pages beyond which a client has to start again. */
const MOST_CHANGED = 5000;

/** What a page needs: the store, and the search values of versions that are current no longer. */
export interface PageRooms {
  store: ResourceStore;
  index: IndexResource;
}

/**
 * A later page of a search (http.html#paging), as of the state that its first page saw: each match of then comes
 * exactly once, in the order of then, whatever has been written since. What was changed is looked at as it was.
 */
export async function stablePage(
  query: SearchQuery & { asOf: number },
  { store, index }: PageRooms,
): Promise<SearchPage> {
  const page = await store.search(query);
  const types = query.targets.map(({ type }) => type);
  const changed = await store.replacedSince({ types, state: query.asOf, limit: MOST_CHANGED + 1 });
  if (!changed.length) return page;
  if (changed.length > MOST_CHANGED)
    throw refuse(
      410,
      'too-costly',
      `more than ${MOST_CHANGED} resources were changed since the first page of this search; start again`,
      { source: 'http.html#paging' },
    );
  const earlier = await matching(changed, query, { store, index });
  return merged(page, earlier, query);
}

/** A match and its place in the order of the search. */
interface Placed {
  entry: SearchEntry;
  place: PagePlace;
}

/** The changed resources that were matches, each at the place that it had. */
async function matching(
  changed: EarlierVersion[],
  query: SearchQuery,
  { store, index }: PageRooms,
): Promise<Placed[]> {
  const found: Placed[] = [];
  for (const { type, where } of query.targets) {
    const versions = changed.filter((version) => version.type === type);
    if (!versions.length) continue;
    const elsewhere = await elsewhereFor(type, where, versions, store);
    for (const version of versions) {
      const { id, text, lastUpdated, order } = version;
      const seen = { id, lastUpdated, order, index: index(parseJson(text) as Resource) };
      if (!matches(where, { ...seen, elsewhere: (expression) => elsewhere(expression, version) })) continue;
      found.push({
        entry: { type, id, text, mode: 'match' },
        place: placeOf(seen, query.sort, store.referenceOrder),
      });
    }
  }
  return found;
}

/**
 * What a chain or `_has` leads to is asked of the store as it is now; for what is deleted by now nobody can tell, and
 * it is not lost from the pages for that.
 */
async function elsewhereFor(
  type: string,
  where: SearchExpression,
  versions: EarlierVersion[],
  store: ResourceStore,
): Promise<(expression: SearchExpression, version: EarlierVersion) => boolean> {
  const ids = versions.filter(({ deleted }) => !deleted).map(({ id }) => id);
  const met = new Map<SearchExpression, Set<string>>();
  for (const expression of joinsIn(where)) {
    const { entries } = await store.search({
      targets: [{ type, where: { op: 'all', of: [{ op: 'id', ids }, expression] } }],
      sort: [],
      includes: [],
      includeLimit: 0,
      count: ids.length + 1,
      total: false,
    });
    met.set(expression, new Set(entries.map(({ id }) => id)));
  }
  return (expression, { id, deleted }) => deleted || (met.get(expression)?.has(id) ?? false);
}

function joinsIn(expression: SearchExpression): SearchExpression[] {
  switch (expression.op) {
    case 'all':
    case 'any':
      return expression.of.flatMap(joinsIn);
    case 'not':
      return joinsIn(expression.of);
    case 'chain':
    case 'has':
    case 'hierarchy':
      return [expression];
    default:
      return [];
  }
}

/** The page with what belongs between its matches; what no longer fits on it comes on the next. */
function merged(page: SearchPage, earlier: Placed[], query: SearchQuery): SearchPage {
  const backwards = query.before !== undefined;
  const compare = comparePlaces(query.sort, backwards);
  const start = query.before ?? query.after;
  const own = page.entries.filter(({ mode }) => mode === 'match');
  const placed = own.map((entry, i): Placed => ({ entry, place: page.places?.[i] as PagePlace }));
  const known = new Set(earlier.map(({ entry }) => `${entry.type}/${entry.id}`));
  // Between the two questions to the store a resource may have been changed: it is in both answers, at one place.
  const unchanged = placed.filter(({ entry }) => !known.has(`${entry.type}/${entry.id}`));
  const beyond = earlier.filter(({ place }) => !start || compare(start, place) < 0);
  const all = [...unchanged, ...beyond].sort((a, b) => compare(a.place, b.place));
  const follows = backwards ? page.previous !== undefined : page.next !== undefined;
  // What lies behind the last unchanged match may lie behind others that this page did not reach.
  const reached = follows ? placed.at(backwards ? 0 : -1)?.place : undefined;
  const within = reached ? all.filter(({ place }) => compare(place, reached) <= 0) : all;
  const kept = within.slice(0, query.count);
  const more = follows || kept.length < all.length;
  if (backwards) kept.reverse();
  const [first, last] = [kept[0]?.place, kept.at(-1)?.place];
  const { next: _next, previous: _previous, ...rest } = page;
  const next = backwards || more ? last : undefined;
  const previous = backwards && !more ? undefined : first;
  return {
    ...rest,
    entries: [...kept.map(({ entry }) => entry), ...page.entries.filter(({ mode }) => mode !== 'match')],
    places: kept.map(({ place }) => place),
    ...(next ? { next } : {}),
    ...(previous ? { previous } : {}),
  };
}
