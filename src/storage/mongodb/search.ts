import type { Document } from 'mongodb';
import { comparePlaces } from '#search/page-order.ts';
import type { SearchQuery, SearchTarget } from '#search/search-expression.ts';
import { includedTooMuch, type SearchEntry, type SearchPage } from '#search/search-page.ts';
import { CLOCK } from './clock.ts';
import { SearchCompiler } from './compile-search.ts';
import { type FoundDocument, includeResources } from './include.ts';
import { CANONICAL_PATHS } from './include-canonical.ts';
import { textOf } from './native-resource.ts';
import { MOST_TOGETHER, type Part, type Reader } from './reader.ts';
import { searchContained } from './search-contained.ts';
import { mergeStages, pageStages, placeOf, type SortValues } from './sort.ts';

/** A document of a page: a resource, its place, and the references that includes follow. */
type Match = FoundDocument & { order: number; sorted?: SortValues };

/** Runs a search (search.html): one query for the page, one for an accurate total, one a round of includes. */
export async function search(query: SearchQuery, reader: Reader): Promise<SearchPage> {
  if (query.contained) return searchContained({ ...query, contained: query.contained }, reader);
  const compiler = new SearchCompiler(reader);
  const matching: Part[] = [];
  for (const { type, where } of query.targets)
    matching.push({
      collection: type,
      pipeline: [...(await compiler.stages(type, where)), ...notAfter(query.asOf)],
    });
  const count = () => countAll(matching, reader);
  if (query.count === 0) return { entries: [], total: await count() };

  // One more than a page, so that it is known whether another page follows.
  const { found, state } = await readPage(matching, query, reader);
  const more = found.length > query.count;
  const backwards = query.before !== undefined;
  const matches = found.slice(0, query.count);
  if (backwards) matches.reverse();
  const included = await includeResources(query, matches, reader);
  if (included.length > query.includeLimit) throw includedTooMuch(query.includeLimit);
  const isWhole = !more && !query.after && !backwards;
  const total = query.total ? await count() : isWhole ? matches.length : undefined;
  const [first, last] = [matches[0], matches.at(-1)];
  return {
    entries: [...matches.map(entry('match')), ...included.map(entry('include'))],
    ...(total === undefined ? {} : { total }),
    places: matches.map((match) => placeOf(query.sort, match)),
    ...((more || backwards) && last ? { next: placeOf(query.sort, last), state } : {}),
    ...((backwards ? more : query.after) && first ? { previous: placeOf(query.sort, first) } : {}),
  };
}

/**
 * The page, one more than it has, and the state that it was read from: so many types at a time as a query bears, each
 * with its own page, and of all these the first. They are read from one snapshot.
 */
async function readPage(
  matching: Part[],
  query: SearchQuery,
  reader: Reader,
): Promise<{ found: Match[]; state: number }> {
  const limit = query.count + 1;
  const answered: (Match & { state?: number })[] = [];
  for (let at = 0; at < matching.length || at === 0; at += MOST_TOGETHER)
    answered.push(
      ...(await reader.aggregate<Match>(
        withState(pageOf(matching.slice(at, at + MOST_TOGETHER), query, limit)),
      )),
    );
  const state = answered.find((document) => document.state !== undefined)?.state ?? 0;
  const found = answered.filter((document) => document.state === undefined);
  if (matching.length <= MOST_TOGETHER) return { found, state };
  const inOrder = comparePlaces(query.sort, query.before !== undefined);
  const placed = found.map((match) => ({ match, place: placeOf(query.sort, match) }));
  placed.sort((a, b) => inOrder(a.place, b.place));
  return { found: placed.slice(0, limit).map(({ match }) => match), state };
}

/** Only what was not changed after a state. */
const notAfter = (state: number | undefined): Document[] =>
  state === undefined ? [] : [{ $match: { sequence: { $lte: state } } }];

/** The page, and behind it one more document with the state that it was read from. */
function withState({ collection, pipeline }: Part): Part {
  const state = { $unionWith: { coll: CLOCK, pipeline: [{ $project: { state: '$sequence' } }] } };
  return { collection, pipeline: [...pipeline, state] };
}

async function countAll(matching: Part[], reader: Reader): Promise<number> {
  const parts = matching.map(({ collection, pipeline }) => ({
    collection,
    pipeline: [...pipeline, { $count: 'n' }],
  }));
  const counts = await reader.union<{ n: number }>(parts);
  return counts.reduce((sum, { n }) => sum + n, 0);
}

/** The query that finds the page of one type, for its explanation. */
export async function pageQuery(query: SearchQuery, target: SearchTarget, reader: Reader): Promise<Part> {
  const pipeline = await new SearchCompiler(reader).stages(target.type, target.where);
  return pageOf([{ collection: target.type, pipeline }], query, query.count + 1);
}

/** The page of one type; of several types each its own page, merged into one. */
function pageOf(matching: Part[], query: SearchQuery, limit: number): Part {
  const [first, ...others] = matching.map(({ collection, pipeline }) => ({
    collection,
    pipeline: [...pipeline, ...pageStages(query, limit), project(collection, query)],
  }));
  if (!first || !others.length) return first as Part;
  const unions = others.map((part) => ({ $unionWith: { coll: part.collection, pipeline: part.pipeline } }));
  return { ...first, pipeline: [...first.pipeline, ...unions, ...mergeStages(query, limit)] };
}

function project(collection: string, { includes }: SearchQuery): Document {
  const references = includes.length ? { 'search.reference': 1, ...CANONICAL_PATHS } : {};
  return {
    $project: { type: { $literal: collection }, resource: 1, text: 1, order: 1, sorted: 1, ...references },
  };
}

function entry(mode: SearchEntry['mode']) {
  return ({ type, _id, resource, text }: FoundDocument): SearchEntry => ({
    type,
    id: _id,
    text: textOf(text === undefined ? { resource } : { resource, text }),
    mode,
  });
}
