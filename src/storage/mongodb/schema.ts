import type { Db, IndexDescription } from 'mongodb';
import type { IndexKind } from '#search/search-expression.ts';
import { CLOCK } from './clock.ts';
import { planIndexes } from './plan-indexes.ts';

/** The collection of all versions. Collections of resources are named by their type, with a capital. */
export const HISTORY = 'history';

/** A parameter of a type that is searched by an index. */
export interface IndexedParameter {
  code: string;
  kind: IndexKind;
  /** For a composite: the kinds of its components. The first has the index. */
  components?: IndexKind[];
}

/** Raised when documents change; a database of another version is not opened. */
const SCHEMA_VERSION = 2;

const HISTORY_INDEXES: IndexDescription[] = [
  { key: { sequence: -1 } },
  { key: { type: 1, sequence: -1 } },
  { key: { type: 1, id: 1, sequence: -1 } },
  { key: { lastUpdated: 1, sequence: 1 } },
];

/**
 * Collections and indexes, made where they are missing. An index that is there already is left alone, and
 * MongoDB builds new ones while reads and writes go on.
 */
export class Schema {
  readonly #database: Db;
  readonly #parametersOf: (type: string) => IndexedParameter[];
  readonly #warn: (message: string) => void;
  /** Types whose collection is there, or about to be. */
  readonly #prepared = new Map<string, Promise<void>>();

  constructor(
    database: Db,
    parametersOf: (type: string) => IndexedParameter[],
    warn: (message: string) => void,
  ) {
    this.#database = database;
    this.#parametersOf = parametersOf;
    this.#warn = warn;
  }

  /** Prepares the database; throws if its documents are of another version. True if all have to be indexed anew. */
  async open(): Promise<boolean> {
    const clock = this.#database.collection<{ _id: string; schema: number }>(CLOCK);
    await clock.updateOne(
      { _id: CLOCK },
      { $setOnInsert: { schema: SCHEMA_VERSION, sequence: 0, time: new Date(0) } },
      { upsert: true },
    );
    const { modifiedCount } = await clock.updateOne(
      { _id: CLOCK, schema: 1 },
      { $set: { schema: SCHEMA_VERSION } },
    );
    // Version 1 had other search values beside the resources.
    const isStale = modifiedCount > 0;
    const found = await clock.findOne({ _id: CLOCK });
    if (found?.schema !== SCHEMA_VERSION) {
      throw new Error(
        `the database has schema version ${found?.schema}; this server reads version ${SCHEMA_VERSION}`,
      );
    }
    await this.#database.collection(HISTORY).createIndexes(HISTORY_INDEXES);
    const collections = await this.#database.listCollections({}, { nameOnly: true }).toArray();
    const types = collections.map(({ name }) => name).filter((name) => /^[A-Z]/.test(name));
    for (const type of types) {
      this.#prepared.set(type, Promise.resolve());
      // What is there can be read and written without waiting for the indexes it does not have yet.
      this.#createIndexes(type).catch((error: Error) =>
        this.#warn(`the indexes of ${type} cannot be made: ${error.message}`),
      );
    }
    return isStale;
  }

  /** Makes the collections of these types before a transaction writes to them, which cannot do so everywhere. */
  async prepare(types: Iterable<string>): Promise<void> {
    for (const type of types) {
      let prepared = this.#prepared.get(type);
      if (!prepared) {
        prepared = this.#createIndexes(type);
        this.#prepared.set(type, prepared);
        prepared.catch(() => this.#prepared.delete(type));
      }
      await prepared;
    }
  }

  /** Makes the indexes of types whose search parameters have become more; types without a collection wait for it. */
  async index(types: string[]): Promise<void> {
    for (const type of types) if (this.#prepared.has(type)) await this.#createIndexes(type);
  }

  async #createIndexes(type: string): Promise<void> {
    await this.#database.collection(type).createIndexes(planIndexes(type, this.#parametersOf(type)));
  }
}
