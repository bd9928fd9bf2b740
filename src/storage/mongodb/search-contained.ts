import { containedText } from '#search/contained-text.ts';
import type { ContainedQuery, PagePlace, SearchQuery } from '#search/search-expression.ts';
import { includedTooMuch, type SearchEntry, type SearchPage } from '#search/search-page.ts';
import { SearchCompiler } from './compile-search.ts';
import { type FoundDocument, foundDocuments, includeResources } from './include.ts';
import { textOf } from './native-resource.ts';
import type { Part, Reader } from './reader.ts';
import { targetOf } from './search-document.ts';

/** A search that looks among contained resources. */
export type ContainedSearch = SearchQuery & { contained: ContainedQuery };

/** A match: the resource (`Type/id`), its place, and the id of what is contained in it if that is the match (`#med`). */
interface Place {
  _id: { owner: string; fragment: string };
  order: number;
}

/**
 * Runs a search among contained resources (search.html#contained): one query finds the places of the page, one a
 * number of types the resources there.
 */
export async function searchContained(query: ContainedSearch, reader: Reader): Promise<SearchPage> {
  const places = await placesOf(query, reader);
  const count = () => countAll(places, reader);
  if (query.count === 0) return { entries: [], total: await count() };
  const backwards = query.before !== undefined;
  const found = await reader.aggregate<Place>(pageOf(places, query));
  const more = found.length > query.count;
  const page = found.slice(0, query.count);
  if (backwards) page.reverse();
  const owners = await readOwners(page, reader);
  const matches = page.flatMap(({ _id: { owner } }) => owners.get(owner) ?? []);
  const included = await includeResources(query, matches, reader);
  if (included.length > query.includeLimit) throw includedTooMuch(query.includeLimit);
  const isWhole = !more && !query.after && !backwards;
  const total = query.total ? await count() : isWhole ? page.length : undefined;
  const placeOf = ({ _id, order }: Place): PagePlace => ({
    order,
    sort: query.contained.give === 'contained' ? [_id.fragment] : [],
  });
  const [first, last] = [page[0], page.at(-1)];
  return {
    entries: [
      ...page.flatMap((place) => matchEntry(place, owners)),
      ...included.map((one): SearchEntry => ({ ...entryOf(one), mode: 'include' })),
    ],
    ...(total === undefined ? {} : { total }),
    ...((more || backwards) && last ? { next: placeOf(last) } : {}),
    ...((backwards ? more : query.after) && first ? { previous: placeOf(first) } : {}),
  };
}

/** The places of all matches, one a resource or one a contained resource. */
async function placesOf({ targets, contained }: ContainedSearch, reader: Reader): Promise<Part> {
  const compiler = new SearchCompiler(reader);
  const parts: Part[] = [];
  for (const { type, where } of targets) {
    const hash = { $indexOfBytes: ['$_id', '#'] };
    const fragment = contained.give === 'contained' ? { $substrBytes: ['$_id', hash, -1] } : '';
    const within = { $project: { _id: 0, owner: '$container', fragment, order: 1 } };
    parts.push({ collection: type, pipeline: [...(await compiler.stages(type, where, null)), within] });
    if (!contained.both) continue;
    const own = {
      $project: { _id: 0, owner: { $concat: [targetOf(type, ''), '$_id'] }, fragment: '', order: 1 },
    };
    parts.push({ collection: type, pipeline: [...(await compiler.stages(type, where)), own] });
  }
  const [first, ...others] = parts as [Part, ...Part[]];
  const unions = others.map(({ collection, pipeline }) => ({ $unionWith: { coll: collection, pipeline } }));
  const once = {
    $group: { _id: { owner: '$owner', fragment: '$fragment' }, order: { $first: '$order' } },
  };
  return { collection: first.collection, pipeline: [...first.pipeline, ...unions, once] };
}

function pageOf({ collection, pipeline }: Part, { after, before, count }: ContainedSearch): Part {
  const place = before ?? after;
  const [operator, direction] = before ? (['$lt', -1] as const) : (['$gt', 1] as const);
  const beyond = place && {
    $or: [
      { order: { [operator]: place.order } },
      { order: { $eq: place.order }, '_id.fragment': { [operator]: String(place.sort[0] ?? '') } },
    ],
  };
  return {
    collection,
    pipeline: [
      ...pipeline,
      ...(beyond ? [{ $match: beyond }] : []),
      { $sort: { order: direction, '_id.fragment': direction } },
      { $limit: count + 1 },
    ],
  };
}

async function countAll({ collection, pipeline }: Part, reader: Reader): Promise<number> {
  const [counted] = await reader.aggregate<{ n: number }>({
    collection,
    pipeline: [...pipeline, { $count: 'n' }],
  });
  return counted?.n ?? 0;
}

/** The resources of a page by `Type/id`. */
async function readOwners(page: Place[], reader: Reader): Promise<Map<string, FoundDocument>> {
  const ids = new Map<string, Set<string>>();
  for (const { _id } of page) {
    const [type = '', id = ''] = _id.owner.split('/');
    ids.set(type, (ids.get(type) ?? new Set()).add(id));
  }
  if (!ids.size) return new Map();
  const parts = [...ids].map(([type, some]) => foundDocuments(type, { _id: { $in: [...some] } }));
  const found = await reader.union<FoundDocument>(parts);
  return new Map(found.map((one) => [targetOf(one.type, one._id), one]));
}

const entryOf = ({ type, _id, resource, text }: FoundDocument): Omit<SearchEntry, 'mode'> => ({
  type,
  id: _id,
  text: textOf(text === undefined ? { resource } : { resource, text }),
});

function matchEntry({ _id }: Place, owners: Map<string, FoundDocument>): SearchEntry[] {
  const owner = owners.get(_id.owner);
  if (!owner) return [];
  const entry = entryOf(owner);
  const contained = _id.fragment.slice(1);
  const own = contained === '' ? undefined : containedText(entry.text, contained);
  return own === undefined
    ? [{ ...entry, mode: 'match' }]
    : [{ ...entry, text: own, mode: 'match', contained }];
}
