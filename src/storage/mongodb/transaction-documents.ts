import { type AnyBulkWriteOperation, BSON } from 'mongodb';
import { refuse } from '#fhir/operation-outcome.ts';
import type { IndexValue } from '#search/search-expression.ts';
import type { ChainHead } from '../audit-chain.ts';
import type { NewVersion, TransactionState } from '../carry-out.ts';
import type { Condition, StoredVersion } from '../resource-store.ts';
import type { Tick } from './clock.ts';
import { type ContainedDocument, containedDocuments } from './contained-document.ts';
import { nativeResource } from './native-resource.ts';
import { searchDocument, targetOf } from './search-document.ts';
import { type CurrentDocument, type HistoryDocument, historyId, storedVersion } from './version-document.ts';

/** The largest document MongoDB stores, in bytes. */
const LARGEST = 16 * 1024 * 1024;

/** JSON text up to this long makes a document far below the largest, whatever is in it. */
const SURELY_SMALL = 1024 * 1024;

/** A current version, its place in creation order, and the types of what it contains. */
type Current = StoredVersion & { order: number; contains?: string[] };

/** What a transaction reads before it decides. */
interface Read {
  tick: Tick;
  /** By `Type/id`. */
  current: Map<string, CurrentDocument>;
  old: HistoryDocument[];
  /** The ids that meet a condition, two at most. */
  idsOf: (condition: Condition) => string[];
}

/** A transaction as it is carried out in memory: what it has read, and the documents that it will write. */
export class TransactionDocuments implements TransactionState<Current> {
  readonly #current: Map<string, Current>;
  readonly #versions: Map<string, StoredVersion>;
  readonly #idsOf: Read['idsOf'];
  readonly #tick: Tick;
  readonly #operations = new Map<string, AnyBulkWriteOperation<CurrentDocument>[]>();
  #head: ChainHead | undefined;
  #headMoved = false;
  /** The versions that go into the history. */
  readonly history: HistoryDocument[] = [];

  constructor({ tick, current, old, idsOf }: Read) {
    this.#tick = tick;
    this.#idsOf = idsOf;
    this.#head = tick.head;
    this.#current = new Map(
      [...current].map(([key, document]) => {
        const type = key.slice(0, key.indexOf('/'));
        const { order, contains = [] } = document;
        return [key, { ...storedVersion(type, document._id, document), order, contains }];
      }),
    );
    this.#versions = new Map(
      old.map((document) => [document._id, storedVersion(document.type, document.id, document)]),
    );
  }

  /** What is to be written to the collections of current versions, by type. */
  operations(): Map<string, AnyBulkWriteOperation<CurrentDocument>[]> {
    return this.#operations;
  }

  current(type: string, id: string): Current | undefined {
    return this.#current.get(targetOf(type, id));
  }

  version(type: string, id: string, versionId: string): StoredVersion | undefined {
    return this.#versions.get(historyId(type, id, versionId));
  }

  meets(condition: Condition, id: string): boolean {
    return this.#idsOf(condition).includes(id);
  }

  /** All versions of a transaction have one time: it is later than that of any version they could replace. */
  next(): { sequence: number; time: number } {
    return { sequence: this.#tick.sequence + this.history.length, time: this.#tick.time };
  }

  head(): ChainHead | undefined {
    return this.#head;
  }

  moveHead(head: ChainHead): void {
    this.#head = head;
    this.#headMoved = true;
  }

  /** The last link of the trail, if this transaction has made another one that. */
  get movedHead(): ChainHead | undefined {
    return this.#headMoved ? this.#head : undefined;
  }

  insert(version: NewVersion): void {
    const document = this.#add(version, version.sequence);
    this.#operationsOn(version.type).push({ insertOne: { document } });
  }

  replace({ order, contains = [] }: Current, version: NewVersion): void {
    const { _id, ...replacement } = this.#add(version, order, contains);
    this.#operationsOn(version.type).push({ replaceOne: { filter: { _id }, replacement } });
  }

  reindex({ type, id, order, contains = [] }: Current, index: IndexValue[]): void {
    const { search, contained, contains: now } = searchOf(index, targetOf(type, id), order);
    const set = { search, ...(now ? { contains: now } : {}) };
    const update = { $set: set, ...(now ? {} : { $unset: { contains: '' as const } }) };
    this.#operationsOn(type).push({ updateOne: { filter: { _id: id }, update } });
    this.#writeContained(targetOf(type, id), contained, contains);
  }

  /** Puts what is contained now in the place of what was; the writes of a type come in no order. */
  #writeContained(container: string, contained: Map<string, ContainedDocument[]>, before: string[]): void {
    for (const type of new Set([...before, ...contained.keys()])) {
      const documents = contained.get(type) ?? [];
      const operations = this.#operationsOn(type) as unknown as AnyBulkWriteOperation<ContainedDocument>[];
      if (before.includes(type))
        operations.push({
          deleteMany: { filter: { container, _id: { $nin: documents.map(({ _id }) => _id) } } },
        });
      for (const { _id, ...replacement } of documents)
        operations.push({ replaceOne: { filter: { _id }, replacement, upsert: true } });
    }
  }

  #operationsOn(type: string): AnyBulkWriteOperation<CurrentDocument>[] {
    const operations = this.#operations.get(type) ?? [];
    this.#operations.set(type, operations);
    return operations;
  }

  #add(newVersion: NewVersion, order: number, before: string[] = []): CurrentDocument {
    const { type, id, version, sequence, time, method, text, index } = newVersion;
    const native = text === undefined ? {} : nativeResource(text);
    const common = { version, sequence, lastUpdated: new Date(time), method };
    const deleted = text === undefined;
    const owner = targetOf(type, id);
    const { search, contained, contains: now } = searchOf(index, owner, order);
    const contains = now ? { contains: now } : {};
    const document = { _id: id, ...common, order, deleted, search, ...contains, ...native };
    this.#writeContained(owner, contained, before);
    if (text !== undefined && text.length > SURELY_SMALL) checkSize(document, type);
    const _id = historyId(type, id, version);
    this.history.push({ _id, type, id, ...common, ...native });
    const stored = {
      type,
      id,
      versionId: String(version),
      lastUpdated: common.lastUpdated.toISOString(),
      method,
    };
    const current = { ...stored, ...(deleted ? {} : { text }), order, ...contains };
    this.#current.set(targetOf(type, id), current);
    this.#versions.set(_id, current);
    return document;
  }
}

function checkSize(document: CurrentDocument, type: string): void {
  const size = BSON.calculateObjectSize(document);
  if (size <= LARGEST) return;
  const megabytes = (size / 1024 / 1024).toFixed(1);
  throw refuse(
    413,
    'too-long',
    `the resource takes ${megabytes} MB in the database with its search values; at most 16 MB can be stored`,
    { expression: type, source: 'http.html#create' },
  );
}

/** The search values of a resource, and those of what is contained in it. */
function searchOf(index: IndexValue[], owner: string, order: number) {
  const contained = containedDocuments(index, owner, order);
  const own = contained.size ? index.filter((value) => !value.contained) : index;
  const search = searchDocument(own, owner);
  return { search, contained, ...(contained.size ? { contains: [...contained.keys()] } : {}) };
}
