import type { Statements } from './statements.ts';

/**
 * Numbers versions in commit order and stamps them so that time never runs backwards along that order,
 * also when the machine's clock does: history by `_since` then misses nothing.
 */
export class Clock {
  readonly #statements: Statements;
  readonly #now: () => number;
  #sequence = 0;
  #time = 0;

  constructor(statements: Statements, now: () => number) {
    this.#statements = statements;
    this.#now = now;
  }

  /** Reads where the database stands. Called inside each database transaction, as another process may have written. */
  synchronise(): void {
    const text = `SELECT max(sequence) AS sequence FROM (
      SELECT max(sequence) AS sequence FROM resource UNION ALL SELECT max(sequence) FROM old_version)`;
    const row = this.#statements.get(text).get() as { sequence: number | null };
    this.#sequence = row.sequence ?? 0;
    const last = this.#statements
      .get(
        'SELECT last_updated FROM resource WHERE sequence = ?1 UNION ALL SELECT last_updated FROM old_version WHERE sequence = ?1',
      )
      .get(this.#sequence) as { last_updated: number } | undefined;
    this.#time = last?.last_updated ?? 0;
  }

  /** The next place in commit order, and its time: no earlier than `atLeast` or any time given before. */
  next(atLeast: number): { sequence: number; time: number } {
    this.#time = Math.max(this.#time, this.#now(), atLeast);
    return { sequence: ++this.#sequence, time: this.#time };
  }
}
