import type { Db, MongoClient } from 'mongodb';
import type { Explanation } from '#search/explanation.ts';
import type { IndexValue, SearchQuery } from '#search/search-expression.ts';
import type { SearchPage } from '#search/search-page.ts';
import type { ChainHead } from '../audit-chain.ts';
import { STALE_INDEX } from '../records.ts';
import type {
  DistinctQuery,
  DistinctValue,
  EarlierVersion,
  HistoryPage,
  HistoryQuery,
  ResourceStore,
  StoredVersion,
  Transaction,
  TransactionResult,
} from '../resource-store.ts';
import { readHead } from './clock.ts';
import { connect } from './connect.ts';
import { distinct } from './distinct.ts';
import { explain } from './explain.ts';
import { history } from './history.ts';
import { MongoReleases } from './mongo-releases.ts';
import { Reader } from './reader.ts';
import { MongoRecords } from './records.ts';
import { replacedSince } from './replaced-since.ts';
import { runTransaction } from './run-transaction.ts';
import { HISTORY, type IndexedParameter, Schema } from './schema.ts';
import { search } from './search.ts';
import { storeError } from './store-error.ts';
import { transact } from './transact.ts';
import { unindexedParameters } from './unindexed.ts';
import { type CurrentDocument, type HistoryDocument, historyId, storedVersion } from './version-document.ts';

export interface MongoStoreOptions {
  /** The parameters of a type that get an index; without it only what every type has is indexed. */
  parametersOf?: (type: string) => IndexedParameter[];
  /** Told, without values, what an operator should know: searches without an index, indexes that cannot be made. */
  warn?: (message: string) => void;
}

/** The production store: MongoDB, one collection a resource type, its history beside it. */
export class MongoStore implements ResourceStore {
  readonly #client: MongoClient;
  readonly #database: Db;
  readonly #schema: Schema;
  readonly #warn: (message: string) => void;
  readonly records: MongoRecords;
  readonly releases: MongoReleases;
  /** The end of the line of transactions. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(client: MongoClient, database: Db, schema: Schema, warn: (message: string) => void) {
    this.#client = client;
    this.#database = database;
    this.#schema = schema;
    this.#warn = warn;
    this.records = new MongoRecords(database);
    this.releases = new MongoReleases(database);
  }

  /**
   * Opens the database that `url` names (`fhir` if it names none) and makes missing collections and indexes.
   * Rejects with StoreUnavailable if there is no MongoDB that serves, or none that may be used.
   */
  static async open(url: string, options: MongoStoreOptions = {}): Promise<MongoStore> {
    const { client, database } = await connect(url);
    const { parametersOf = () => [], warn = () => {} } = options;
    const schema = new Schema(database, parametersOf, warn);
    let isStale: boolean;
    try {
      isStale = await schema.open();
    } catch (error) {
      await client.close();
      throw storeError(error);
    }
    const store = new MongoStore(client, database, schema, warn);
    await store.records.prepare();
    if (isStale) await store.records.write({ ...STALE_INDEX, value: '{}' });
    return store;
  }

  read(type: string, id: string): Promise<StoredVersion | undefined> {
    return attempt(async () => {
      const found = await this.#database
        .collection<CurrentDocument>(type)
        .findOne({ _id: { $eq: id } }, { projection: { search: 0 } });
      return found ? storedVersion(type, id, found) : undefined;
    });
  }

  vread(type: string, id: string, versionId: string): Promise<StoredVersion | undefined> {
    return attempt(async () => {
      const found = await this.#database
        .collection<HistoryDocument>(HISTORY)
        .findOne({ _id: { $eq: historyId(type, id, versionId) } });
      return found ? storedVersion(type, id, found) : undefined;
    });
  }

  search(query: SearchQuery): Promise<SearchPage> {
    for (const { type, where } of query.targets) {
      const unindexed = unindexedParameters(where);
      if (unindexed.length) this.#warn(`a search of ${type} by ${unindexed.join(', ')} has no index`);
    }
    return attempt(() => this.#read((reader) => search(query, reader)));
  }

  readonly referenceOrder = 'target';

  replacedSince(question: { types: string[]; state: number; limit: number }): Promise<EarlierVersion[]> {
    return attempt(() => this.#read((reader) => replacedSince(question, reader)));
  }

  explain(query: SearchQuery): Promise<Explanation[]> {
    return attempt(() => explain(query, new Reader(this.#database)));
  }

  history(query: HistoryQuery): Promise<HistoryPage> {
    return attempt(() => history(query, new Reader(this.#database)));
  }

  distinct(query: DistinctQuery): Promise<DistinctValue[]> {
    return attempt(() => distinct(query, this.#database));
  }

  /** One after the other: transactions of one process never have to be tried again because of each other. */
  transact(transaction: Transaction): Promise<TransactionResult> {
    const turn = this.#last.then(() =>
      attempt(async () => {
        await this.#schema.prepare(typesWritten(transaction));
        return runTransaction(this.#client, (session) => transact(transaction, this.#database, session));
      }),
    );
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  trailHead(): Promise<ChainHead | undefined> {
    return attempt(() => readHead(this.#database));
  }

  /** New indexes are built beside reads and writes; what cannot be made is told to the operator. */
  prepareIndexes(types: string[]): Promise<void> {
    return attempt(() => this.#schema.index(types));
  }

  async ready(): Promise<boolean> {
    return this.#database.command({ ping: 1 }).then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#client.close();
  }

  /** One state of the database for all queries of a search. */
  #read<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.#client.withSession({ snapshot: true }, (session) =>
      work(new Reader(this.#database, session)),
    );
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
}

const containedTypes = (index: IndexValue[]): string[] =>
  index.flatMap(({ contained }) => contained?.type ?? []);

function typesWritten({ writes, trail }: Transaction): Set<string> {
  const ofTrail = (trail?.entries ?? []).flatMap(({ drafts }) =>
    Object.values(drafts).map(({ type }) => type),
  );
  const types = writes.flatMap((write) => {
    if (write.kind === 'create' || write.kind === 'update')
      return [write.draft.type, ...containedTypes(write.draft.index)];
    if (write.kind === 'reindex') return containedTypes(write.index);
    if (write.kind === 'restore') return [write.version.type, ...containedTypes(write.index)];
    return [];
  });
  return new Set([...types, ...ofTrail]);
}
