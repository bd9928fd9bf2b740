import type { ClientSession, Db, Document } from 'mongodb';

/** A piece of a union: a pipeline on the documents of a collection. */
export interface Part {
  collection: string;
  pipeline: Document[];
}

/** More than any page with its includes, so that an answer comes in one round trip (or each 16 MB of it). */
const BATCH = 50_000;

/** Parts of one union; the engine allows a thousand stages. */
const MOST_PARTS = 200;

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
      ...(this.#session ? { session: this.#session } : {}),
      // Not the client's own level, which a snapshot session would leave in place and the server then refuse.
      ...(this.#session?.snapshotEnabled ? { readConcern: { level: 'snapshot' as const } } : {}),
    };
    return this.#database.collection(collection).aggregate(pipeline, options).toArray() as Promise<T[]>;
  }

  /** What all parts give, in one round trip for many collections. Each part has to say whose its documents are. */
  async union<T>(parts: Part[]): Promise<T[]> {
    const found: T[] = [];
    for (let at = 0; at < parts.length; at += MOST_PARTS) {
      const [first, ...others] = parts.slice(at, at + MOST_PARTS) as [Part, ...Part[]];
      const unions = others.map(({ collection, pipeline }) => ({
        $unionWith: { coll: collection, pipeline },
      }));
      const { collection, pipeline } = first;
      found.push(...(await this.aggregate<T>({ collection, pipeline: [...pipeline, ...unions] })));
    }
    return found;
  }
}
