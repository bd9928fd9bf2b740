/** A thread that answers searches and histories, so that a long one holds up nobody's read or write. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { SearchQuery } from '#search/search-expression.ts';
import type { DistinctQuery, HistoryQuery } from '../resource-store.ts';
import { distinct } from './distinct.ts';
import { explain } from './explain.ts';
import { history } from './history.ts';
import { type Request, toRefusal } from './messages.ts';
import { Names } from './names.ts';
import { replacedSince } from './replaced-since.ts';
import { openForReading } from './schema.ts';
import { search } from './search.ts';
import { Statements } from './statements.ts';
import { TimeLimit } from './time-limit.ts';

/** What a reader can be asked. */
export type ReaderTask =
  | { kind: 'search'; query: SearchQuery }
  | { kind: 'explain'; query: SearchQuery }
  | { kind: 'replaced-since'; question: { types: string[]; state: number; limit: number } }
  | { kind: 'history'; query: HistoryQuery }
  | { kind: 'distinct'; query: DistinctQuery }
  | { kind: 'close' };

const port = parentPort as MessagePort;
const database = openForReading((workerData as { file: string }).file);
const statements = new Statements(database);
const names = new Names(statements);
const timeLimit = new TimeLimit(database);

/** How long one search may take. */
const SEARCH_TIME = 10_000;

function answer(task: ReaderTask): unknown {
  if (task.kind === 'close') return database.close();
  // One read transaction, so that matches, includes and total come from the same state.
  timeLimit.start(SEARCH_TIME);
  database.exec('BEGIN');
  try {
    if (task.kind === 'search') return search(task.query, names, statements, timeLimit);
    if (task.kind === 'replaced-since') return replacedSince(task.question, statements);
    if (task.kind === 'explain') return explain(task.query, { names, statements, timeLimit });
    if (task.kind === 'distinct') return distinct(task.query, names, statements);
    return history(task.query, statements);
  } finally {
    database.exec('COMMIT');
  }
}

port.on('message', ({ number, task }: Request<ReaderTask>) => {
  try {
    port.postMessage({ number, result: answer(task) });
  } catch (error) {
    port.postMessage({ number, refusal: toRefusal(error) });
  }
  if (task.kind === 'close') port.close();
});

port.postMessage('ready');
