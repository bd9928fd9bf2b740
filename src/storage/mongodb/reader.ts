import type { ClientSession, Db, Document } from 'mongodb';
import { CLOCK } from './clock.ts';

/** A piece of a union: a pipeline on the documents of a collection. */
export interface Part {
  collection: string;
  pipeline: Document[];
}

/** More than any page with its includes, so that an answer comes in one round trip (or each 16 MB of it). */
const BATCH = 50_000;

/** How long one query of a search, and one of a transaction's conditions, may take, in milliseconds. */
const SEARCH_TIME = 10_000;
const CONDITION_TIME = 3000;

/** Lookups in one query; a pipeline may have a thousand stages. */
const MOST_PARTS = 200;

/**
 * Collections in one union. The cost of planning one grows faster than their number on some engines: on DocumentDB
 * 146 in one take ten times as long as in four.
 */
export const MOST_TOGETHER = 40;

/** Queries of one search, history or transaction, all in the same session if there is one. */
export class Reader {
  readonly #database: Db;
  readonly #session: ClientSession | undefined;

  constructor(database: Db, session?: ClientSession) {
    this.#database = database;
    this.#session = session;
  }

  /** The documents that a pipeline on a collection gives; none if there is no such collection. */
  aggregate<T>({ collection, pipeline }: Part): Promise<T[]> {
    const options = {
      batchSize: BATCH,
      allowDiskUse: true,
      maxTimeMS: this.#session?.inTransaction() ? CONDITION_TIME : SEARCH_TIME,
      ...(this.#session ? { session: this.#session } : {}),
      // Not the client's own level, which a snapshot session would leave in place and the server then refuse.
      ...(this.#session?.snapshotEnabled ? { readConcern: { level: 'snapshot' as const } } : {}),
    };
    return this.#database.collection(collection).aggregate(pipeline, options).toArray() as Promise<T[]>;
  }

  /** What the database tells of running a pipeline. */
  explain({ collection, pipeline }: Part): Promise<Document> {
    const options = this.#session ? { session: this.#session } : {};
    return this.#database.collection(collection).aggregate(pipeline, options).explain('executionStats');
  }

  /** What all parts give, in one round trip for many collections. Each part has to say whose its documents are. */
  async union<T>(parts: Part[]): Promise<T[]> {
    const found: T[] = [];
    for (let at = 0; at < parts.length; at += MOST_TOGETHER)
      found.push(...(await this.aggregate<T>(unionOf(parts.slice(at, at + MOST_TOGETHER)))));
    return found;
  }

  /** What a few small parts give, as `union`, but all of it in 16 MB: `$unionWith` is not allowed in transactions. */
  async gather<T>(parts: Part[]): Promise<T[]> {
    const found: T[] = [];
    for (let at = 0; at < parts.length; at += MOST_PARTS)
      found.push(...(await this.aggregate<T>(gatheringOf(parts.slice(at, at + MOST_PARTS)))));
    return found;
  }
}

function unionOf([first, ...others]: Part[]): Part {
  const { collection, pipeline } = first as Part;
  const unions = others.map((part) => ({
    $unionWith: { coll: part.collection, pipeline: part.pipeline },
  }));
  return { collection, pipeline: [...pipeline, ...unions] };
}

/** Looks the parts up from a document that is always there. */
function gatheringOf(parts: Part[]): Part {
  const lookups = parts.map(({ collection, pipeline }, i) => ({
    $lookup: { from: collection, pipeline, as: `part${i}` },
  }));
  const all = { $concatArrays: parts.map((_, i) => `$part${i}`) };
  return {
    collection: CLOCK,
    pipeline: [
      { $match: { _id: CLOCK } },
      ...lookups,
      { $project: { all } },
      { $unwind: '$all' },
      { $replaceRoot: { newRoot: '$all' } },
    ],
  };
}
