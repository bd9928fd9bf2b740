import type { Document } from 'mongodb';
import type { Include, SearchQuery } from '#search/search-expression.ts';
import { SearchCompiler } from './compile-search.ts';
import { CANONICAL_PATHS, namedByCanonical, namesByCanonical } from './include-canonical.ts';
import type { NativeResource } from './native-resource.ts';
import type { Part, Reader } from './reader.ts';
import { type SearchDocument, searchPath, targetOf } from './search-document.ts';

/** Rounds of `:iterate`; a chain of references longer than this is a cycle or a mistake. */
const MAX_ROUNDS = 16;

/** A resource that a search found, with its references if includes follow them. */
export interface FoundDocument extends NativeResource {
  _id: string;
  type: string;
  search?: SearchDocument;
}

const keyOf = ({ type, _id }: FoundDocument): string => targetOf(type, _id);

/**
 * The resources that `_include` and `_revinclude` add to a page, each once (search.html#include): one
 * query for the matches, and further rounds for the includes that iterate until nothing new comes. Stops
 * when it has more than the query's limit.
 */
export async function includeResources(
  query: SearchQuery,
  matches: FoundDocument[],
  reader: Reader,
): Promise<FoundDocument[]> {
  const known = new Set(matches.map(keyOf));
  const included: FoundDocument[] = [];
  let base = matches;
  const shows = showing(query.visible, reader);
  for (let round = 0; round < MAX_ROUNDS && base.length; round++) {
    const includes = round === 0 ? query.includes : query.includes.filter(({ iterate }) => iterate);
    const parts: Part[] = [];
    for (const include of includes) {
      if (include.reverse) parts.push(...(await reverse(include, base, query.includeLimit, shows)));
      else for (const part of forward(include, base)) parts.push(await narrowed(part, shows));
    }
    if (!parts.length) break;
    const fresh = (await reader.union<FoundDocument>(parts)).filter((found) => {
      const isNew = !known.has(keyOf(found));
      known.add(keyOf(found));
      return isNew;
    });
    included.push(...fresh);
    if (included.length > query.includeLimit) break;
    base = fresh;
  }
  return included;
}

/** What the base refers to: a query by id for each type, and one by canonical. */
function forward({ sourceType, follows }: Include, base: FoundDocument[]): Part[] {
  const ids = new Map<string, Set<string>>();
  const sources = base.filter(({ type }) => type === sourceType);
  for (const { search } of sources) {
    for (const { parameter, targetType } of follows) {
      for (const { target } of [search?.reference?.[parameter] ?? []].flat()) {
        const [type, id, ...more] = String(target).split('/');
        if (!type || !id || id.includes('#') || more.length || (targetType && type !== targetType)) continue;
        ids.set(type, (ids.get(type) ?? new Set()).add(id));
      }
    }
  }
  const byCanonical = follows.flatMap(({ parameter, canonicalOf }) => {
    const named = canonicalOf.length ? namedByCanonical(sources, parameter) : [];
    return named.length ? canonicalOf.map((type) => foundDocuments(type, { $or: named })) : [];
  });
  return [
    ...[...ids].map(([type, some]) => foundDocuments(type, { _id: { $in: [...some] } })),
    ...byCanonical,
  ];
}

/** The stages that leave what may be added of a type; none where all may. */
type Shows = (type: string) => Promise<Document[]>;

function showing(visible: SearchQuery['visible'], reader: Reader): Shows {
  if (!visible) return async () => [];
  const compiler = new SearchCompiler(reader);
  return (type) => compiler.stages(type, visible[type] ?? { op: 'any', of: [] });
}

/** A part that finds by id, narrowed behind what it finds. */
async function narrowed({ collection, pipeline }: Part, shows: Shows): Promise<Part> {
  const [match, ...rest] = pipeline;
  return { collection, pipeline: [match as Document, ...(await shows(collection)), ...rest] };
}

/** What refers to the base: one query on the source type. */
async function reverse(
  { sourceType, follows }: Include,
  base: FoundDocument[],
  limit: number,
  shows: Shows,
): Promise<Part[]> {
  const refers = follows.flatMap((followed) => {
    const { parameter, targetType } = followed;
    const targets = base.filter(({ type }) => !targetType || type === targetType);
    if (!targets.length) return [];
    const byId = { [`${searchPath('reference', parameter)}.target`]: { $in: targets.map(keyOf) } };
    return [byId, ...namesByCanonical(targets, followed)];
  });
  if (!refers.length) return [];
  return [await narrowed(foundDocuments(sourceType, { $or: refers }, limit + 1), shows)];
}

/** The resources of a type that meet a filter, with what includes need of them. */
export function foundDocuments(type: string, filter: Record<string, unknown>, limit?: number): Part {
  const pipeline = [
    { $match: { deleted: { $eq: false }, ...filter } },
    ...(limit === undefined ? [] : [{ $limit: limit }]),
    {
      $project: {
        type: { $literal: type },
        resource: 1,
        text: 1,
        'search.reference': 1,
        ...CANONICAL_PATHS,
      },
    },
  ];
  return { collection: type, pipeline };
}
