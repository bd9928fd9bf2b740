import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * One read transaction for all reads of one turn of the event loop: taking and giving back SQLite's lock costs
 * more than a read by id itself. It ends with the turn, and before anybody hears of a write of this process, so
 * that no read misses what was acknowledged before it.
 */
export class Snapshot {
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  #open = false;

  constructor(database: DatabaseSync) {
    this.#begin = database.prepare('BEGIN');
    this.#commit = database.prepare('COMMIT');
  }

  /** To be called before each read. */
  begin(): void {
    if (this.#open) return;
    this.#begin.run();
    this.#open = true;
    setImmediate(() => this.end());
  }

  /** Lets the next read see the latest state. */
  end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#commit.run();
  }
}
