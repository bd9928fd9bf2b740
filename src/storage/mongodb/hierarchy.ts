import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import type { Reader } from './reader.ts';
import { type SearchDocument, searchPath, targetOf } from './search-document.ts';

type Hierarchy = Extract<SearchExpression, { op: 'hierarchy' }>;

/** Resources of one hierarchy that a search names. */
const MOST = 10_000;

/**
 * The targets of references that lead to a resource, or to one below or above it: one query a level. Each resource is
 * looked at once, so that a circle of references comes to an end.
 */
export async function hierarchyTargets(expression: Hierarchy, reader: Reader): Promise<string[]> {
  const { type, id, direction } = expression;
  const step = direction === 'below' ? below : above;
  const known = new Set([id]);
  let level = [id];
  while (level.length) {
    level = (await step(expression, level, reader)).filter((one) => !known.has(one));
    for (const one of level) known.add(one);
    if (known.size > MOST)
      throw refuse(400, 'too-costly', `more than ${MOST} resources are ${direction} ${targetOf(type, id)}`, {
        source: 'search.html#recursive',
      });
  }
  return [...known].map((one) => targetOf(type, one));
}

async function below({ type, along }: Hierarchy, ids: string[], reader: Reader): Promise<string[]> {
  const targets = ids.map((id) => targetOf(type, id));
  const pipeline = [
    {
      $match: { deleted: { $eq: false }, [`${searchPath('reference', along)}.target`]: { $in: targets } },
    },
    { $limit: MOST + 1 },
    { $project: { _id: 1 } },
  ];
  const found = await reader.aggregate<{ _id: string }>({ collection: type, pipeline });
  return found.map(({ _id }) => _id);
}

async function above({ type, along }: Hierarchy, ids: string[], reader: Reader): Promise<string[]> {
  const path = searchPath('reference', along);
  const pipeline = [{ $match: { deleted: { $eq: false }, _id: { $in: ids } } }, { $project: { [path]: 1 } }];
  const found = await reader.aggregate<{ search?: SearchDocument }>({ collection: type, pipeline });
  const prefix = targetOf(type, '');
  return found
    .flatMap(({ search }) => [search?.reference?.[along] ?? []].flat())
    .map(({ target }) => String(target))
    .filter((target) => target.startsWith(prefix) && !target.includes('#'))
    .map((target) => target.slice(prefix.length));
}
