import type { Document } from 'mongodb';
import type { HistoryPage, HistoryQuery, HistoryVersion, Method } from '../resource-store.ts';
import type { Reader } from './reader.ts';
import { HISTORY } from './schema.ts';
import { type HistoryDocument, storedVersion } from './version-document.ts';

/** One page of a history (http.html#history). */
export async function history(query: HistoryQuery, reader: Reader): Promise<HistoryPage> {
  const { type, id, since, at, count, after, oldestFirst = false } = query;
  const from = since === undefined ? 0 : await firstSince(since, reader);
  if (from === undefined) return { versions: [] };
  const scope = {
    ...(type === undefined ? {} : { type: { $eq: type } }),
    ...(id === undefined ? {} : { id: { $eq: id } }),
  };
  const beyond = after === undefined ? {} : oldestFirst ? { $gt: after } : { $lt: after };
  const sequence = { $gte: from, ...beyond };
  const before = at ? { lastUpdated: { $lt: new Date(at.high) } } : {};
  const found = await reader.aggregate<HistoryDocument & Neighbours>({
    collection: HISTORY,
    pipeline: [
      { $match: { ...scope, ...before, sequence } },
      { $sort: { sequence: oldestFirst ? 1 : -1 } },
      ...(at ? currentAfter(at.low) : []),
      { $limit: count + 1 },
      neighbour('previous', -1),
    ],
  });
  const page = found.slice(0, count);
  const last = page.at(-1);
  return {
    versions: page.map(historyVersion),
    ...(found.length > count && last ? { next: last.sequence } : {}),
    ...(last ? { last: last.sequence } : {}),
  };
}

/** The version before one, as far as a history asks about it. */
interface Neighbours {
  previous: { method: Method }[];
}

function historyVersion(document: HistoryDocument & Neighbours): HistoryVersion {
  const { type, id, version, method, previous, sequence } = document;
  const creates = method !== 'DELETE' && (version === 1 || previous[0]?.method === 'DELETE');
  return { ...storedVersion(type, id, document), creates, place: sequence };
}

/** Looks up the version before (-1) or after (1) one of the same resource. */
function neighbour(as: string, step: 1 | -1): Document {
  const version = { $toString: { $add: ['$version', step] } };
  const _id = { $concat: ['$type', '/', '$id', '/_history/', version] };
  const pipeline: Document[] = [
    { $match: { $expr: { $eq: ['$_id', '$$neighbour'] } } },
    { $project: { method: 1, lastUpdated: 1 } },
  ];
  return { $lookup: { from: HISTORY, let: { neighbour: _id }, pipeline, as } };
}

/** Stages that leave the versions whose next one, if there is any, was made after an instant. */
function currentAfter(low: number): Document[] {
  const superseded = { $arrayElemAt: ['$following.lastUpdated', 0] };
  return [
    neighbour('following', 1),
    { $match: { $expr: { $gt: [{ $ifNull: [superseded, new Date(8.64e15)] }, new Date(low)] } } },
    { $unset: 'following' },
  ];
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
