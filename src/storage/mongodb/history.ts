import type { Document } from 'mongodb';
import type { HistoryPage, HistoryQuery } from '../resource-store.ts';
import type { Reader } from './reader.ts';
import { HISTORY } from './schema.ts';
import { type HistoryDocument, storedVersion } from './version-document.ts';

/** One page of a history (http.html#history). */
export async function history(query: HistoryQuery, reader: Reader): Promise<HistoryPage> {
  const { type, id, since, count, after, oldestFirst = false } = query;
  const from = since === undefined ? 0 : await firstSince(since, reader);
  if (from === undefined) return { versions: [] };
  const scope = {
    ...(type === undefined ? {} : { type: { $eq: type } }),
    ...(id === undefined ? {} : { id: { $eq: id } }),
  };
  const beyond = after === undefined ? {} : oldestFirst ? { $gt: after } : { $lt: after };
  const sequence = { $gte: from, ...beyond };
  const found = await reader.aggregate<HistoryDocument>({
    collection: HISTORY,
    pipeline: [
      { $match: { ...scope, sequence } },
      { $sort: { sequence: oldestFirst ? 1 : -1 } },
      { $limit: count + 1 },
    ],
  });
  const page = found.slice(0, count);
  const last = page.at(-1);
  return {
    versions: page.map((document) => storedVersion(document.type, document.id, document)),
    ...(found.length > count && last ? { next: last.sequence } : {}),
  };
}

/** The first place in commit order at or after an instant: time never runs backwards along that order. */
async function firstSince(since: number, reader: Reader): Promise<number | undefined> {
  const pipeline: Document[] = [
    { $match: { lastUpdated: { $gte: new Date(since) } } },
    { $sort: { lastUpdated: 1, sequence: 1 } },
    { $limit: 1 },
    { $project: { sequence: 1 } },
  ];
  const found = await reader.aggregate<{ sequence: number }>({ collection: HISTORY, pipeline });
  return found[0]?.sequence;
}
