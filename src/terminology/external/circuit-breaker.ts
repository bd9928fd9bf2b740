/** Failures in a row after which nothing is asked for a while. */
const MOST_FAILURES = 3;

/** How long nothing is asked then, in milliseconds; after it one question tries whether it is better. */
const OPEN = 30_000;

/** Keeps questions from a server that does not answer: each would wait for its time-out. */
export class CircuitBreaker {
  readonly #now: () => number;
  #failures = 0;
  #openUntil = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether a question may be asked now. */
  allows(): boolean {
    if (this.#failures < MOST_FAILURES) return true;
    if (this.#now() < this.#openUntil) return false;
    // Others wait for the one that tries.
    this.#openUntil = this.#now() + OPEN;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(): void {
    this.#failures++;
    this.#openUntil = this.#now() + OPEN;
  }
}
