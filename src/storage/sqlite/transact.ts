import { refuse } from '#fhir/operation-outcome.ts';
import { type Decisions, decide } from '../decide.ts';
import type {
  Condition,
  Draft,
  Method,
  StoredVersion,
  Transaction,
  TransactionResult,
  Write,
  Written,
} from '../resource-store.ts';
import { storedText, withReplacedIds } from '../stored-text.ts';
import type { Clock } from './clock.ts';
import { insertIndexRows, removeIndexRows } from './index-rows.ts';
import type { Names } from './names.ts';
import { planSearch } from './plan.ts';
import type { Statements } from './statements.ts';
import { currentRow, storedVersion, type VersionRow, versionRow } from './version-rows.ts';

/** What the writer needs to carry a transaction out. */
export interface WriterContext {
  statements: Statements;
  names: Names;
  clock: Clock;
}

/**
 * Carries one transaction out on the writing connection, inside a database transaction or savepoint that
 * the caller opened and rolls back when this throws. DELETE before POST before PUT, as http.html#trules wants.
 */
export function transact(transaction: Transaction, context: WriterContext): TransactionResult {
  const decisions = decide(transaction, (condition, limit) => findIds(condition, limit, context));
  const written = new Array<Written>(transaction.writes.length);
  for (const phase of ['delete', 'create', 'update']) {
    transaction.writes.forEach((write, i) => {
      if (write.kind.startsWith(phase)) written[i] = carryOut(write, i, decisions, context);
    });
  }
  if (!transaction.representation) for (const result of written) delete result.text;
  return { written, read: transaction.reads.map((read) => readBack(read, decisions, context)) };
}

function carryOut(write: Write, i: number, decisions: Decisions, context: WriterContext): Written {
  if (write.kind === 'delete') return remove(write.type, write.id, write.ifMatch, write.place, context);
  if (write.kind === 'delete-where') {
    const id = decisions.deletes.get(i);
    const { type } = write.where;
    return id === undefined
      ? { outcome: 'absent', type, id: '', versionId: '', lastUpdated: '' }
      : remove(type, id, undefined, write.place, context);
  }
  const found = decisions.matched.get(i);
  if (found !== undefined) return matched(write.draft.type, found, context);
  const id = decisions.replaced.get(write.draft.id) ?? write.draft.id;
  const draft = withReplacedIds(write.draft, decisions.replaced);
  return write.kind === 'create'
    ? create(draft, id, write.unless, context)
    : update(draft, id, write, context);
}

function findIds(condition: Condition, limit: number, { names, statements }: WriterContext): string[] {
  const { from } = planSearch(condition.type, condition.where, names, statements);
  const rows = statements.get(`SELECT r.id AS id ${from.text} LIMIT ${limit}`).all(...from.values) as {
    id: string;
  }[];
  return rows.map((row) => row.id);
}

function matched(type: string, id: string, { statements }: WriterContext): Written {
  const row = currentRow(type, id, statements);
  // The condition of an earlier write of this transaction, whose resource is not stored yet, has the same text.
  if (!row) return { outcome: 'matched', type, id, versionId: '1', lastUpdated: '' };
  const { versionId, lastUpdated, text } = storedVersion(row);
  return { outcome: 'matched', type, id, versionId, lastUpdated, ...(text === undefined ? {} : { text }) };
}

function create(draft: Draft, id: string, unless: Condition | undefined, context: WriterContext): Written {
  if (currentRow(draft.type, id, context.statements)) {
    throw refuse(409, 'conflict', `${draft.type}/${id} exists already`, { source: 'http.html#create' });
  }
  return insert(draft, id, 'POST', unless, context);
}

function insert(
  draft: Draft,
  id: string,
  method: Method,
  unless: Condition | undefined,
  context: WriterContext,
): Written {
  const { statements, names, clock } = context;
  const { sequence, time } = clock.next(0);
  const lastUpdated = new Date(time).toISOString();
  const text = storedText(draft, id, '1', lastUpdated);
  const result = statements
    .get(
      'INSERT INTO resource (type, id, version, sequence, last_updated, method, text) VALUES (?, ?, 1, ?, ?, ?, ?)',
    )
    .run(draft.type, id, sequence, time, method, text);
  const rid = Number(result.lastInsertRowid);
  insertIndexRows(draft.type, rid, draft.index, names, statements);
  if (unless) claimCondition(unless, id, rid, context);
  return { outcome: 'created', type: draft.type, id, versionId: '1', lastUpdated, text };
}

/** A resource that meets the condition it was created under claims it, so that no second one can. */
function claimCondition(condition: Condition, id: string, rid: number, context: WriterContext): void {
  if (!findIds(condition, 2, context).includes(id)) return;
  context.statements.get('UPDATE resource SET created_unless = ? WHERE rid = ?').run(condition.query, rid);
}

function update(
  draft: Draft,
  id: string,
  write: Extract<Write, { kind: 'update' }>,
  context: WriterContext,
): Written {
  const { statements, names, clock } = context;
  const row = currentRow(draft.type, id, statements);
  checkIfMatch(write.ifMatch, row, draft.type, id, write.place);
  if (!row) return insert(draft, id, write.method, undefined, context);
  if (
    write.where &&
    write.idGiven &&
    id === write.draft.id &&
    !findIds(write.where, 2, context).includes(id)
  ) {
    throw refuse(409, 'conflict', `the condition finds nothing, but ${draft.type}/${id} exists already`, {
      ...(write.place ? { expression: write.place } : {}),
      source: 'http.html#cond-update',
    });
  }
  const current = storedVersion(row);
  if (current.text === storedText(draft, id, current.versionId, current.lastUpdated)) {
    return {
      outcome: 'unchanged',
      type: draft.type,
      id,
      versionId: current.versionId,
      lastUpdated: current.lastUpdated,
      text: current.text,
    };
  }
  const { sequence, time } = clock.next(row.last_updated + 1);
  const lastUpdated = new Date(time).toISOString();
  const versionId = String(row.version + 1);
  const text = storedText(draft, id, versionId, lastUpdated);
  replaceRow(row, { sequence, time, method: write.method, text }, statements);
  removeIndexRows(row.rid, statements);
  insertIndexRows(draft.type, row.rid, draft.index, names, statements);
  return {
    outcome: row.text === null ? 'created' : 'updated',
    type: draft.type,
    id,
    versionId,
    lastUpdated,
    text,
  };
}

function remove(
  type: string,
  id: string,
  ifMatch: string | undefined,
  place: string,
  context: WriterContext,
): Written {
  const { statements, clock } = context;
  const row = currentRow(type, id, statements);
  checkIfMatch(ifMatch, row, type, id, place);
  if (!row || row.text === null)
    return { outcome: 'absent', type, id, versionId: row ? String(row.version) : '', lastUpdated: '' };
  const { sequence, time } = clock.next(row.last_updated + 1);
  replaceRow(row, { sequence, time, method: 'DELETE', text: null }, statements);
  removeIndexRows(row.rid, statements);
  return {
    outcome: 'deleted',
    type,
    id,
    versionId: String(row.version + 1),
    lastUpdated: new Date(time).toISOString(),
  };
}

/** Moves the current version to the old ones and puts the next in its place; a claimed condition is let go. */
function replaceRow(
  row: VersionRow,
  next: { sequence: number; time: number; method: Method; text: string | null },
  statements: Statements,
): void {
  statements
    .get(
      'INSERT INTO old_version (rid, version, sequence, type, id, last_updated, method, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(row.rid, row.version, row.sequence, row.type, row.id, row.last_updated, row.method, row.text);
  statements
    .get(
      'UPDATE resource SET version = ?, sequence = ?, last_updated = ?, method = ?, text = ?, created_unless = NULL WHERE rid = ?',
    )
    .run(row.version + 1, next.sequence, next.time, next.method, next.text, row.rid);
}

function checkIfMatch(
  ifMatch: string | undefined,
  row: VersionRow | undefined,
  type: string,
  id: string,
  place: string,
): void {
  if (ifMatch === undefined) return;
  const current = row && row.text !== null ? String(row.version) : undefined;
  if (current === ifMatch) return;
  const found = current === undefined ? 'there is no current version' : `the current version is ${current}`;
  throw refuse(412, 'conflict', `If-Match asks for version ${ifMatch} of ${type}/${id}, but ${found}`, {
    ...(place ? { expression: place } : {}),
    source: 'http.html#concurrency',
  });
}

function readBack(
  read: Transaction['reads'][number],
  decisions: Decisions,
  { statements }: WriterContext,
): StoredVersion {
  const id = decisions.replaced.get(read.id) ?? read.id;
  const row =
    read.versionId === undefined
      ? currentRow(read.type, id, statements)
      : versionRow(read.type, id, read.versionId, statements);
  if (row && row.text !== null) return storedVersion(row);
  const status = row ? 410 : 404;
  throw refuse(
    status,
    row ? 'deleted' : 'not-found',
    `${read.type}/${id} ${row ? 'was deleted' : 'is not there'}`,
    {
      expression: read.place,
      source: 'http.html#transaction',
    },
  );
}
