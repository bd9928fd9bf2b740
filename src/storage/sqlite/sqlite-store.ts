import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Explanation } from '#search/explanation.ts';
import type { SearchQuery } from '#search/search-expression.ts';
import type { SearchPage } from '#search/search-page.ts';
import type { ChainHead } from '../audit-chain.ts';
import type { Records } from '../records.ts';
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
  Write,
} from '../resource-store.ts';
import type { TrailEntry } from '../trail.ts';
import type { WriterTask } from './messages.ts';
import type { ReaderTask } from './reader.ts';
import { listRecords, readRecord } from './records.ts';
import { openForReading } from './schema.ts';
import { Snapshot } from './snapshot.ts';
import { SqliteReleases } from './sqlite-releases.ts';
import { Statements } from './statements.ts';
import { Thread } from './thread.ts';
import { readHead } from './trail-head.ts';
import { readCurrent, storedVersion, versionRow } from './version-rows.ts';

/** Writes handed to the writer at once; some milliseconds of work. */
const PART = 300;

/** The name of the database file in the data folder. */
const FILE = 'fhir.sqlite';

/**
 * The embedded store: SQLite in WAL mode. One thread writes, some threads search; reads by id, which take
 * some microseconds, are answered where they are asked.
 */
export class SqliteStore implements ResourceStore {
  readonly #writer: Thread<WriterTask>;
  readonly #readers: Thread<ReaderTask>[];
  readonly #statements: Statements;
  readonly #snapshot: Snapshot;
  readonly releases: SqliteReleases;
  #parts = 0;

  private constructor(
    folder: string,
    writer: Thread<WriterTask>,
    readers: Thread<ReaderTask>[],
    statements: Statements,
  ) {
    this.releases = new SqliteReleases(folder);
    this.#writer = writer;
    this.#readers = readers;
    this.#statements = statements;
    this.#snapshot = new Snapshot(statements.database);
  }

  /** Opens (or makes) the database in `folder`; rejects if it is not writable or of another version. */
  static async open(folder: string): Promise<SqliteStore> {
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, FILE);
    const writer = await Thread.start<WriterTask>(new URL('./writer.ts', import.meta.url), file);
    const readers = await Promise.all(
      Array.from({ length: Math.min(4, Math.max(2, availableParallelism() - 1)) }, () =>
        Thread.start<ReaderTask>(new URL('./reader.ts', import.meta.url), file),
      ),
    );
    return new SqliteStore(folder, writer, readers, new Statements(openForReading(file)));
  }

  async read(type: string, id: string): Promise<StoredVersion | undefined> {
    this.#snapshot.begin();
    return readCurrent(type, id, this.#statements);
  }

  async vread(type: string, id: string, versionId: string): Promise<StoredVersion | undefined> {
    this.#snapshot.begin();
    const row = versionRow(type, id, versionId, this.#statements);
    return row && storedVersion(row);
  }

  search(query: SearchQuery): Promise<SearchPage> {
    return this.#idlest().ask({ kind: 'search', query }) as Promise<SearchPage>;
  }

  readonly referenceOrder = 'id';

  replacedSince(question: { types: string[]; state: number; limit: number }): Promise<EarlierVersion[]> {
    return this.#idlest().ask({ kind: 'replaced-since', question }) as Promise<EarlierVersion[]>;
  }

  explain(query: SearchQuery): Promise<Explanation[]> {
    return this.#idlest().ask({ kind: 'explain', query }) as Promise<Explanation[]>;
  }

  history(query: HistoryQuery): Promise<HistoryPage> {
    return this.#idlest().ask({ kind: 'history', query }) as Promise<HistoryPage>;
  }

  distinct(query: DistinctQuery): Promise<DistinctValue[]> {
    return this.#idlest().ask({ kind: 'distinct', query }) as Promise<DistinctValue[]>;
  }

  async transact(transaction: Transaction): Promise<TransactionResult> {
    const { writes, trail } = transaction;
    const entries = trail?.entries ?? [];
    const most = Math.max(writes.length, entries.length);
    if (most <= PART) return this.#commit({ kind: 'transact', transaction });
    const parts = ++this.#parts;
    let sent = 0;
    for (; most - sent > PART; sent += PART) {
      const part = (all: unknown[]) => all.slice(sent, sent + PART);
      this.#writer.tell({
        kind: 'part',
        parts,
        writes: part(writes) as Write[],
        entries: part(entries) as TrailEntry[],
      });
      await nextTurn();
    }
    const rest = {
      ...transaction,
      writes: writes.slice(sent),
      ...(trail ? { trail: { ...trail, entries: entries.slice(sent) } } : {}),
    };
    return this.#commit({ kind: 'transact', transaction: rest, parts });
  }

  async #commit(task: WriterTask): Promise<TransactionResult> {
    return (await this.#change(task)) as TransactionResult;
  }

  async #change(task: WriterTask): Promise<unknown> {
    const result = await this.#writer.ask(task);
    this.#snapshot.end();
    return result;
  }

  async trailHead(): Promise<ChainHead | undefined> {
    this.#snapshot.begin();
    return readHead(this.#statements);
  }

  readonly records: Records = {
    read: async (kind, key) => {
      this.#snapshot.begin();
      return readRecord(kind, key, this.#statements);
    },
    list: async (kind) => {
      this.#snapshot.begin();
      return listRecords(kind, this.#statements);
    },
    write: async (record) => (await this.#change({ kind: 'write-record', record })) as number | undefined,
    remove: async (kind, key) =>
      (await this.#change({ kind: 'remove-record', record: { kind, key } })) as boolean,
  };

  async prepareIndexes(): Promise<void> {
    // An index is of all parameters of a kind.
  }

  async ready(): Promise<boolean> {
    return this.#writer.alive && this.#readers.some((reader) => reader.alive);
  }

  async close(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.close({ kind: 'close' })));
    this.#snapshot.end();
    this.#statements.database.close();
    this.releases.close();
    await this.#writer.close({ kind: 'close' });
  }

  #idlest(): Thread<ReaderTask> {
    return this.#readers.reduce((a, b) => (b.load < a.load ? b : a));
  }
}
