import type { Document } from 'mongodb';
import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchQuery } from '#search/search-expression.ts';
import type { SearchEntry, SearchPage } from '#search/search-page.ts';
import { SearchCompiler } from './compile-search.ts';
import { type FoundDocument, includeResources } from './include.ts';
import { textOf } from './native-resource.ts';
import type { Reader } from './reader.ts';
import { afterPlace, placeOf, type SortValues, sortStages } from './sort.ts';

/** A document of a page: a resource, its place, and the references that includes follow. */
type Match = FoundDocument & { order: number; sorted?: SortValues };

/** Runs a search (search.html): one query for the page, one for an accurate total, one a round of includes. */
export async function search(query: SearchQuery, reader: Reader): Promise<SearchPage> {
  const { type: collection } = query;
  const matching = await new SearchCompiler(reader).stages(collection, query.where);
  const count = async () => {
    const pipeline = [...matching, { $count: 'n' }];
    return (await reader.aggregate<{ n: number }>({ collection, pipeline }))[0]?.n ?? 0;
  };
  if (query.count === 0) return { entries: [], total: await count() };

  // One more than a page, so that it is known whether another page follows.
  const pipeline = [...matching, ...pageStages(query)];
  const found = await reader.aggregate<Match>({ collection, pipeline });
  const more = found.length > query.count;
  const matches = found.slice(0, query.count).map((match) => ({ ...match, type: collection }));
  const included = await includeResources(query, matches, reader);
  if (included.length > query.includeLimit) {
    throw refuse(
      400,
      'too-costly',
      `_include and _revinclude add more than ${query.includeLimit} resources to this page; ask for fewer matches with _count`,
      { source: 'search.html#include' },
    );
  }
  const last = matches.at(-1);
  const total = query.total ? await count() : !more && !query.after ? matches.length : undefined;
  return {
    entries: [...matches.map(entry('match')), ...included.map(entry('include'))],
    ...(total === undefined ? {} : { total }),
    ...(more && last ? { next: placeOf(query.sort, last) } : {}),
  };
}

function pageStages({ sort, after, count, includes }: SearchQuery): Document[] {
  const references = includes.length ? { 'search.reference': 1 } : {};
  return [
    ...(after ? [{ $match: afterPlace(sort, after) }] : []),
    ...sortStages(sort, count + 1),
    { $project: { resource: 1, text: 1, order: 1, sorted: 1, ...references } },
  ];
}

function entry(mode: SearchEntry['mode']) {
  return ({ type, _id, resource, text }: FoundDocument): SearchEntry => ({
    type,
    id: _id,
    text: textOf(text === undefined ? { resource } : { resource, text }),
    mode,
  });
}
