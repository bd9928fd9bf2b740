/**
 * The one thread that writes. While it commits, further transactions wait at its port; it then takes all
 * that wait into the next commit (group commit), so that one fsync serves many clients. Each transaction
 * has a savepoint of its own: a refusal undoes that one alone.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Transaction, TransactionResult } from '../resource-store.ts';
import { Clock } from './clock.ts';
import { type Answer, type Request, toRefusal } from './messages.ts';
import { Names } from './names.ts';
import { openForWriting } from './schema.ts';
import { Statements } from './statements.ts';
import { transact, type WriterContext } from './transact.ts';

/** Transactions in one commit; more would make the first of them wait for no gain. */
const MOST = 200;

const port = parentPort as MessagePort;
const database = openForWriting((workerData as { file: string }).file);
const statements = new Statements(database);
const context: WriterContext = {
  statements,
  names: new Names(statements),
  clock: new Clock(statements, Date.now),
};

type Task = Request<Transaction | 'close'>;

function waiting(first: Task): Task[] {
  const tasks = [first];
  while (tasks.length < MOST) {
    const next = receiveMessageOnPort(port) as { message: Task } | undefined;
    if (!next) break;
    tasks.push(next.message);
  }
  return tasks;
}

function attempt({ number, task }: Request<Transaction>): Answer<TransactionResult> {
  database.exec('SAVEPOINT one');
  try {
    const result = transact(task, context);
    database.exec('RELEASE one');
    return { number, result };
  } catch (error) {
    // A full disk may have ended the whole database transaction; then the commit fails for all.
    if (database.isTransaction) database.exec('ROLLBACK TO one; RELEASE one');
    context.names.forget();
    return { number, refusal: toRefusal(error) };
  }
}

function commitTogether(tasks: Request<Transaction>[]): Answer<TransactionResult>[] {
  try {
    database.exec('BEGIN IMMEDIATE');
    context.clock.synchronise();
    const answers = tasks.map(attempt);
    database.exec('COMMIT');
    return answers;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    context.names.forget();
    return tasks.map(({ number }) => ({ number, refusal: toRefusal(error) }));
  }
}

port.on('message', (first: Task) => {
  const tasks = waiting(first);
  const close = tasks.find((t) => t.task === 'close');
  const transactions = tasks.filter((t): t is Request<Transaction> => t.task !== 'close');
  if (transactions.length) for (const answer of commitTogether(transactions)) port.postMessage(answer);
  if (!close) return;
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  port.postMessage({ number: close.number, result: undefined });
  port.close();
});

port.postMessage('ready');
