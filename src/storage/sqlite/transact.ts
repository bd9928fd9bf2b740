import type { IndexValue } from '#search/search-expression.ts';
import { carryOut, type NewVersion, type TransactionState } from '../carry-out.ts';
import { decide } from '../decide.ts';
import type { Condition, StoredVersion, Transaction, TransactionResult } from '../resource-store.ts';
import type { Clock } from './clock.ts';
import { insertIndexRows, removeIndexRows } from './index-rows.ts';
import type { Names } from './names.ts';
import { planSearch } from './plan.ts';
import type { Statements } from './statements.ts';
import { readHead, writeHead } from './trail-head.ts';
import { currentRow, storedVersion, type VersionRow, versionRow } from './version-rows.ts';

/** What the writer needs to carry a transaction out. */
export interface WriterContext {
  statements: Statements;
  names: Names;
  clock: Clock;
}

/**
 * Carries one transaction out on the writing connection, inside a database transaction or savepoint that
 * the caller opened and rolls back when this throws.
 */
export function transact(transaction: Transaction, context: WriterContext): TransactionResult {
  const decisions = decide(transaction, (condition, limit) => findIds(condition, limit, context));
  return carryOut(transaction, decisions, stateOf(context));
}

/** A current version and its row. */
type Current = StoredVersion & { row: VersionRow };

function stateOf(context: WriterContext): TransactionState<Current> {
  const { statements, clock } = context;
  return {
    current: (type, id) => {
      const row = currentRow(type, id, statements);
      return row && { ...storedVersion(row), row };
    },
    version: (type, id, versionId) => {
      const row = versionRow(type, id, versionId, statements);
      return row && storedVersion(row);
    },
    meets: (condition, id) => findIds(condition, 2, context).includes(id),
    next: (atLeast) => clock.next(atLeast),
    insert: (version, unless) => insert(version, unless, context),
    replace: ({ row }, version) => replace(row, version, context),
    reindex: ({ row }, index) => reindex(row, index, context),
    head: () => readHead(statements),
    moveHead: (head) => writeHead(head, statements),
  };
}

function findIds(condition: Condition, limit: number, { names, statements }: WriterContext): string[] {
  const { all } = planSearch(condition, { sort: [], rows: limit }, names, statements);
  const rows = statements
    .get(`SELECT id FROM resource WHERE rid IN (SELECT r.rid ${all.text} LIMIT ${limit})`)
    .all(...all.values) as {
    id: string;
  }[];
  return rows.map((row) => row.id);
}

function insert(version: NewVersion, unless: Condition | undefined, context: WriterContext): void {
  const { statements, names } = context;
  const { type, id, sequence, time, method, text, index } = version;
  const result = statements
    .get(
      'INSERT INTO resource (type, id, version, sequence, last_updated, method, text) VALUES (?, ?, 1, ?, ?, ?, ?)',
    )
    .run(type, id, sequence, time, method, text ?? null);
  const rid = Number(result.lastInsertRowid);
  insertIndexRows(type, rid, index, names, statements);
  if (unless) claimCondition(unless, id, rid, context);
}

/**
 * A resource that meets the condition it was created under claims it, so that no second one can. One that
 * claimed it before and meets it no longer, as what it refers to has changed, lets it go.
 */
function claimCondition(condition: Condition, id: string, rid: number, context: WriterContext): void {
  const { statements } = context;
  if (!findIds(condition, 2, context).includes(id)) return;
  statements
    .get('UPDATE resource SET created_unless = NULL WHERE type = ? AND created_unless = ?')
    .run(condition.type, condition.query);
  statements.get('UPDATE resource SET created_unless = ? WHERE rid = ?').run(condition.query, rid);
}

/** Puts other search values in the place of those of a resource. */
function reindex({ rid, type }: VersionRow, index: IndexValue[], { statements, names }: WriterContext): void {
  removeIndexRows(rid, statements);
  insertIndexRows(type, rid, index, names, statements);
}

/** Moves the current version to the old ones and puts the next in its place; a claimed condition is let go. */
function replace(row: VersionRow, next: NewVersion, { statements, names }: WriterContext): void {
  statements
    .get(
      'INSERT INTO old_version (rid, version, sequence, type, id, last_updated, method, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(row.rid, row.version, row.sequence, row.type, row.id, row.last_updated, row.method, row.text);
  statements
    .get(
      'UPDATE resource SET version = ?, sequence = ?, last_updated = ?, method = ?, text = ?, created_unless = NULL WHERE rid = ?',
    )
    .run(next.version, next.sequence, next.time, next.method, next.text ?? null, row.rid);
  removeIndexRows(row.rid, statements);
  insertIndexRows(next.type, row.rid, next.index, names, statements);
}
