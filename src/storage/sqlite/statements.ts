import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Different texts kept prepared; searches of a new shape push the oldest one out. */
const MOST = 500;

/** Prepared statements by their text, so that SQL is compiled once and not once a request. */
export class Statements {
  readonly database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** The rows of a query one by one. A statement that failed in the middle would fail once more, and is let go of. */
  *iterate(sql: string, values: (string | number)[]): Generator<Record<string, unknown>> {
    try {
      yield* this.get(sql).iterate(...values) as Iterable<Record<string, unknown>>;
    } catch (error) {
      this.#prepared.delete(sql);
      throw error;
    }
  }

  get(sql: string): StatementSync {
    const found = this.#prepared.get(sql);
    if (found) return found;
    const oldest = this.#prepared.size >= MOST ? this.#prepared.keys().next().value : undefined;
    if (oldest !== undefined) this.#prepared.delete(oldest);
    const statement = this.database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}
