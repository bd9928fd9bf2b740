/**
 * The one thread that writes. While it commits, further transactions wait at its port; it then takes all
 * that wait into the next commit (group commit), so that one fsync serves many clients. A refusal undoes one
 * transaction alone.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Transaction, TransactionResult } from '../resource-store.ts';
import { Clock } from './clock.ts';
import { type Answer, type Request, toRefusal, type WriterTask } from './messages.ts';
import { Names } from './names.ts';
import { removeRecord, writeRecord } from './records.ts';
import { openForWriting } from './schema.ts';
import { Statements } from './statements.ts';
import { TimeLimit } from './time-limit.ts';
import { transact, type WriterContext } from './transact.ts';

/** Transactions in one commit; more would make the first of them wait for no gain. */
const MOST = 200;

const port = parentPort as MessagePort;
const database = openForWriting((workerData as { file: string }).file);
const statements = new Statements(database);
/** How long the conditions of one transaction may search, while all other writes wait. */
const CONDITION_TIME = 3000;

const timeLimit = new TimeLimit(database);
const context: WriterContext = {
  statements,
  names: new Names(statements),
  clock: new Clock(statements, Date.now),
};

type Task = Request<WriterTask>;
type RecordTask = Request<Extract<WriterTask, { kind: 'write-record' | 'remove-record' }>>;
type Transact = Request<Extract<WriterTask, { kind: 'transact' }>>;

type Part = Pick<Extract<WriterTask, { kind: 'part' }>, 'writes' | 'entries'>;

/** What came ahead of its transaction, by its name. */
const ahead = new Map<number, Part>();

function waiting(first: Task): Task[] {
  const tasks = [first];
  while (tasks.length < MOST) {
    const next = receiveMessageOnPort(port) as { message: Task } | undefined;
    if (!next) break;
    tasks.push(next.message);
  }
  return tasks;
}

/** The whole transaction, what came ahead first. */
function whole({ transaction, parts }: Extract<WriterTask, { kind: 'transact' }>): Transaction {
  const first = parts === undefined ? undefined : ahead.get(parts);
  if (!first || parts === undefined) return transaction;
  ahead.delete(parts);
  const { writes, trail } = transaction;
  return {
    ...transaction,
    writes: [...first.writes, ...writes],
    ...(trail ? { trail: { ...trail, entries: [...first.entries, ...trail.entries] } } : {}),
  };
}

interface Ready {
  number: number;
  transaction: Transaction;
}

function carryOut({ number, transaction }: Ready): Answer<TransactionResult> {
  timeLimit.start(CONDITION_TIME);
  return { number, result: transact(transaction, context) };
}

/** One transaction among others: a refusal undoes it alone. */
function carryOutApart(ready: Ready): Answer<TransactionResult> {
  database.exec('SAVEPOINT one');
  try {
    const answer = carryOut(ready);
    database.exec('RELEASE one');
    return answer;
  } catch (error) {
    // A full disk ends the whole database transaction, and with it what the others of this commit wrote.
    if (!database.isTransaction) throw error;
    database.exec('ROLLBACK TO one; RELEASE one');
    context.names.forget();
    return { number: ready.number, refusal: toRefusal(error) };
  }
}

/** All in one commit; what one of them throws undoes all. */
function commit(all: Ready[], by: (one: Ready) => Answer<TransactionResult>): Answer<TransactionResult>[] {
  try {
    database.exec('BEGIN IMMEDIATE');
    context.clock.synchronise();
    const answers = all.map(by);
    database.exec('COMMIT');
    return answers;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    context.names.forget();
    throw error;
  }
}

/**
 * Most transactions are not refused, and a savepoint for each costs as much as the rows it writes: so they are carried
 * out without, and again with savepoints when one of several is refused.
 */
function commitTogether(tasks: Transact[]): Answer<TransactionResult>[] {
  const all = tasks.map(({ number, task }) => ({ number, transaction: whole(task) }));
  try {
    return commit(all, carryOut);
  } catch (error) {
    if (all.length === 1) return all.map(({ number }) => ({ number, refusal: toRefusal(error) }));
  }
  try {
    return commit(all, carryOutApart);
  } catch (error) {
    return all.map(({ number }) => ({ number, refusal: toRefusal(error) }));
  }
}

/** Writes or removes one of the server's own records, in a commit of its own. */
function keep({ number, task }: RecordTask): Answer<unknown> {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result =
      task.kind === 'write-record'
        ? writeRecord(task.record, statements)
        : removeRecord(task.record.kind, task.record.key, statements);
    database.exec('COMMIT');
    return { number, result };
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    return { number, refusal: toRefusal(error) };
  }
}

function keepAhead({ parts, writes, entries }: Extract<WriterTask, { kind: 'part' }>): void {
  const known = ahead.get(parts) ?? { writes: [], entries: [] };
  for (const write of writes) known.writes.push(write);
  for (const entry of entries) known.entries.push(entry);
  ahead.set(parts, known);
}

function close(number: number): void {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  port.postMessage({ number, result: undefined });
  port.close();
}

port.on('message', (first: Task) => {
  const transactions: Transact[] = [];
  const records: RecordTask[] = [];
  let closing: number | undefined;
  for (const { number, task } of waiting(first)) {
    if (task.kind === 'part') keepAhead(task);
    else if (task.kind === 'transact') transactions.push({ number, task });
    else if (task.kind !== 'close') records.push({ number, task });
    else closing = number;
  }
  if (transactions.length) for (const answer of commitTogether(transactions)) port.postMessage(answer);
  for (const record of records) port.postMessage(keep(record));
  if (closing !== undefined) close(closing);
});

port.postMessage('ready');
