import type { Db } from 'mongodb';
import type { DistinctQuery, DistinctValue } from '../resource-store.ts';
import { Reader } from './reader.ts';
import { searchPath } from './search-document.ts';

/** The different values of a parameter over the collections of some types; those that are there, since most are not. */
export async function distinct(
  { types, parameter, kind, limit }: DistinctQuery,
  database: Db,
): Promise<DistinctValue[]> {
  const collections = await database.listCollections({}, { nameOnly: true }).toArray();
  const used = new Set(collections.map(({ name }) => name));
  const path = searchPath(kind, parameter);
  const member = kind === 'token' ? 'code' : 'value';
  const pipeline = [
    { $match: { [`${path}.${member}`]: { $exists: true }, deleted: false } },
    { $project: { _id: 0, one: `$${path}` } },
    { $unwind: '$one' },
    { $group: { _id: { system: { $ifNull: ['$one.system', null] }, value: `$one.${member}` } } },
    { $limit: limit },
  ];
  const parts = types.filter((type) => used.has(type)).map((collection) => ({ collection, pipeline }));
  const found = await new Reader(database).union<{ _id: { system: string | null; value?: string } }>(parts);
  const values = new Map<string, DistinctValue>();
  for (const { _id } of found) {
    const { system, value = '' } = _id;
    values.set(JSON.stringify([system, value]), system === null ? { value } : { system, value });
  }
  return [...values.values()].sort(bySystemAndValue).slice(0, limit);
}

/** As SQLite orders text: what has no system first. */
function bySystemAndValue(a: DistinctValue, b: DistinctValue): number {
  const [one, other] = [a, b].map(({ system, value }) => [system === undefined ? '' : `${system}`, value]);
  return compare(one?.[0], other?.[0]) || compare(one?.[1], other?.[1]);
}

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);
