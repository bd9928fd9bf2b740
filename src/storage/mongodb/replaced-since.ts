import type { EarlierVersion } from '../resource-store.ts';
import { textOf } from './native-resource.ts';
import type { Reader } from './reader.ts';
import { HISTORY } from './schema.ts';
import { targetOf } from './search-document.ts';
import type { HistoryDocument } from './version-document.ts';

interface Changed {
  _id: string;
  type: string;
  order: number;
  deleted: boolean;
}

/** The versions that were current at a state, of resources that were changed after it: two queries. */
export async function replacedSince(
  { types, state, limit }: { types: string[]; state: number; limit: number },
  reader: Reader,
): Promise<EarlierVersion[]> {
  const changed = await reader.union<Changed>(
    types.map((type) => ({
      collection: type,
      pipeline: [
        { $match: { sequence: { $gt: state }, order: { $lte: state } } },
        { $limit: limit },
        { $project: { type: { $literal: type }, order: 1, deleted: 1 } },
      ],
    })),
  );
  if (!changed.length) return [];
  const byTarget = new Map(changed.map((one) => [targetOf(one.type, one._id), one]));
  const versions = await reader.aggregate<HistoryDocument>({
    collection: HISTORY,
    pipeline: [
      {
        $match: {
          type: { $in: [...new Set(changed.map(({ type }) => type))] },
          id: { $in: changed.map(({ _id }) => _id) },
          sequence: { $lte: state },
        },
      },
      { $sort: { type: 1, id: 1, sequence: -1 } },
      { $group: { _id: { type: '$type', id: '$id' }, version: { $first: '$$ROOT' } } },
      { $replaceRoot: { newRoot: '$version' } },
    ],
  });
  return versions.flatMap(({ type, id, resource, text, lastUpdated }): EarlierVersion[] => {
    const now = byTarget.get(targetOf(type, id));
    if (!now || !resource) return [];
    const { order, deleted } = now;
    const whole = textOf(text === undefined ? { resource } : { resource, text });
    return [{ type, id, text: whole, lastUpdated: lastUpdated.getTime(), order, deleted }];
  });
}
