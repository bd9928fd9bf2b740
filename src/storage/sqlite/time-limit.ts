import type { DatabaseSync } from 'node:sqlite';
import { refuse } from '#fhir/operation-outcome.ts';

/** Thrown where a search has looked at more rows than it was given. */
export class BudgetSpent extends Error {}

/** Rows between two looks at the clock. */
const ROWS = 256;

/**
 * Ends a search that takes too long. SQLite has no time limit of its own, but it calls `within_time()` for
 * each row wherever a query may pass over many, and what that throws ends the query.
 */
export class TimeLimit {
  #until = Number.POSITIVE_INFINITY;
  #seconds = 0;
  #rows = 0;
  #budget = Number.POSITIVE_INFINITY;

  constructor(database: DatabaseSync) {
    database.function('within_time', { deterministic: false }, () => {
      if (++this.#rows % ROWS === 0) {
        this.check();
        if (this.#rows > this.#budget) throw new BudgetSpent();
      }
      return 1;
    });
  }

  /** The rows that were counted so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Begins the time of a search. */
  start(milliseconds: number): void {
    this.#seconds = milliseconds / 1000;
    this.#until = performance.now() + milliseconds;
  }

  /** Runs a part of a search that may look at about `rows` rows; throws BudgetSpent when it looks at more. */
  within<T>(rows: number, run: () => T): T {
    this.#budget = this.#rows + rows;
    try {
      return run();
    } finally {
      this.#budget = Number.POSITIVE_INFINITY;
    }
  }

  /** Throws 400 (`too-costly`) once the time is over. */
  check(): void {
    if (performance.now() < this.#until) return;
    throw refuse(
      400,
      'too-costly',
      `the search takes more than ${this.#seconds} seconds; narrow it by a criterion that few resources meet`,
      {
        source: 'search.html',
      },
    );
  }
}
