import { type AnyBulkWriteOperation, type ClientSession, type Db, MongoBulkWriteError } from 'mongodb';
import { carryOut, existsAlready } from '../carry-out.ts';
import { conditionKey } from '../condition-key.ts';
import { conditionsOf, type Decisions, decide, matchLimit } from '../decide.ts';
import type { Condition, Transaction, TransactionResult, Write } from '../resource-store.ts';
import { moveHead, takePlaces } from './clock.ts';
import { SearchCompiler } from './compile-search.ts';
import { Reader } from './reader.ts';
import { HISTORY } from './schema.ts';
import { targetOf } from './search-document.ts';
import { TransactionDocuments } from './transaction-documents.ts';
import { type CurrentDocument, type HistoryDocument, historyId } from './version-document.ts';

/**
 * Carries one transaction out within a session's transaction: reads all that it decides by, decides and
 * makes the versions in memory, and writes them by one command a collection. Round trips: one for the places
 * in commit order, one for conditions if there are any, one a type for current versions, one or two a type for
 * new ones, one for the history, and the commit.
 */
export async function transact(
  transaction: Transaction,
  database: Db,
  session: ClientSession,
): Promise<TransactionResult> {
  const tick = await takePlaces(placesOf(transaction), Date.now(), database, session);
  const reader = new Reader(database, session);
  const matches = await findMatches(conditionsOf(transaction), matchLimit(transaction), reader);
  const idsOf = (condition: Condition) => matches.get(conditionKey(condition)) ?? [];
  const decisions = decide(transaction, idsOf);
  const current = await readCurrent(idsToRead(transaction, decisions), reader);
  const old = await readOld(transaction, decisions, reader);
  const documents = new TransactionDocuments({ tick, current, old, idsOf });
  const result = carryOut(transaction, decisions, documents);
  await write(documents, database, session);
  return result;
}

/** How many versions a transaction makes at most. */
function placesOf({ writes, trail }: Transaction): number {
  const ofTrail = (trail?.entries ?? []).map(({ write }) => {
    const about = write === undefined ? undefined : writes[write];
    return about ? versionsOf(about) : 1;
  });
  return [...writes.map(versionsOf), ...ofTrail].reduce((sum, versions) => sum + versions, 0);
}

function versionsOf(write: Write): number {
  if (write.kind === 'reindex') return 0;
  return write.kind === 'delete-where' ? (write.most ?? 1) : 1;
}

/** The first two ids that meet each condition, by what is stored, in one query. */
async function findMatches(
  conditions: Condition[],
  limit: number,
  reader: Reader,
): Promise<Map<string, string[]>> {
  const compiler = new SearchCompiler(reader);
  const parts = [];
  for (const condition of conditions) {
    const stages = await compiler.stages(condition.type, condition.where);
    const project = { $project: { condition: { $literal: conditionKey(condition) } } };
    parts.push({ collection: condition.type, pipeline: [...stages, { $limit: limit }, project] });
  }
  const found = await reader.gather<{ _id: string; condition: string }>(parts);
  const ids = Map.groupBy(found, ({ condition }) => condition);
  return new Map([...ids].map(([key, documents]) => [key, documents.map(({ _id }) => _id)]));
}

/**
 * The resources whose current version the transaction needs, by type. A new resource under an id of its
 * own is not among them: should there be one already, the database refuses a second.
 */
function idsToRead(
  { writes, reads }: Transaction,
  { replaced, matched, deletes }: Decisions,
): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  const add = (type: string, id: string | undefined) => {
    if (id !== undefined) ids.set(type, (ids.get(type) ?? new Set()).add(id));
  };
  writes.forEach((write, i) => {
    if (write.kind === 'create') add(write.draft.type, matched.get(i));
    if (write.kind === 'update') add(write.draft.type, replaced.get(write.draft.id) ?? write.draft.id);
    if (write.kind === 'delete' || write.kind === 'reindex') add(write.type, write.id);
    if (write.kind === 'restore') add(write.version.type, write.version.id);
    if (write.kind === 'delete-where') for (const id of deletes.get(i) ?? []) add(write.where.type, id);
  });
  for (const { type, id, versionId } of reads) {
    if (versionId === undefined) add(type, replaced.get(id) ?? id);
  }
  return ids;
}

async function readCurrent(
  ids: Map<string, Set<string>>,
  reader: Reader,
): Promise<Map<string, CurrentDocument>> {
  const current = new Map<string, CurrentDocument>();
  for (const [collection, some] of ids) {
    const pipeline = [{ $match: { _id: { $in: [...some] } } }, { $unset: 'search' }];
    for (const document of await reader.aggregate<CurrentDocument>({ collection, pipeline }))
      current.set(targetOf(collection, document._id), document);
  }
  return current;
}

async function readOld(
  { reads }: Transaction,
  { replaced }: Decisions,
  reader: Reader,
): Promise<HistoryDocument[]> {
  const ids = reads.flatMap(({ type, id, versionId }) =>
    versionId === undefined ? [] : historyId(type, replaced.get(id) ?? id, versionId),
  );
  if (!ids.length) return [];
  const pipeline = [{ $match: { _id: { $in: ids } } }];
  return reader.aggregate<HistoryDocument>({ collection: HISTORY, pipeline });
}

async function write(documents: TransactionDocuments, database: Db, session: ClientSession): Promise<void> {
  for (const [type, operations] of documents.operations()) {
    try {
      // Unordered lets the driver send all inserts in one command, and all replacements in one.
      await database.collection<CurrentDocument>(type).bulkWrite(operations, { session, ordered: false });
    } catch (error) {
      throw taken(type, operations, error) ?? error;
    }
  }
  if (!documents.history.length) return;
  await database.collection<HistoryDocument>(HISTORY).insertMany(documents.history, { session });
  if (documents.movedHead) await moveHead(documents.movedHead, database, session);
}

/** The refusal that a duplicate key of a new resource stands for. */
function taken(type: string, operations: AnyBulkWriteOperation<CurrentDocument>[], error: unknown) {
  if (!(error instanceof MongoBulkWriteError) || error.code !== 11000) return undefined;
  const [first] = [error.writeErrors].flat();
  const operation = operations[first?.index ?? -1];
  if (!operation || !('insertOne' in operation)) return undefined;
  return existsAlready(type, operation.insertOne.document._id as string);
}
