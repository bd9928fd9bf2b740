import type { Records } from '#storage/records.ts';
import { Kept } from '../kept.ts';

/** Wrong attempts in a row that cost nothing; people mistype. */
const FREE = 5;
const FIRST_PAUSE = 30_000;
const LONGEST_PAUSE = 15 * 60_000;
/** After so long without an attempt all is forgotten. */
const MEMORY = 24 * 3_600_000;

interface Attempts {
  failures: number;
  lockedUntil: number;
}

/**
 * Counts wrong attempts by name, of names too that nobody has, so that a lock tells nothing about who exists. From the
 * fifth in a row on there is a pause that doubles, up to a quarter of an hour: no password is guessed through it,
 * and nobody is shut out for good by somebody else's attempts.
 */
export class LockOut {
  readonly #attempts: Kept<Attempts>;
  readonly #now: () => number;

  constructor(records: Records, now: () => number) {
    this.#attempts = new Kept(records, 'smart.attempts');
    this.#now = now;
  }

  /**
   * Counts an attempt before it is made, as a failure; `succeeded` takes it back. So no number of attempts at once can
   * get past the count. Returns the milliseconds left of a pause, 0 where the attempt may be made.
   */
  async begin(name: string): Promise<number> {
    const now = this.#now();
    let left = 0;
    await this.#attempts.change(key(name), (known) => {
      const { failures, lockedUntil } = known ?? { failures: 0, lockedUntil: 0 };
      left = Math.max(0, lockedUntil - now);
      if (left) return undefined;
      const pause =
        failures + 1 < FREE ? 0 : Math.min(FIRST_PAUSE * 2 ** (failures + 1 - FREE), LONGEST_PAUSE);
      return { value: { failures: failures + 1, lockedUntil: now + pause }, expires: now + MEMORY };
    });
    return left;
  }

  async succeeded(name: string): Promise<void> {
    await this.#attempts.remove(key(name));
  }

  /** Takes back one attempt that was neither right nor wrong, and none of those before it. */
  async undecided(name: string): Promise<void> {
    const now = this.#now();
    await this.#attempts.change(
      key(name),
      (known) =>
        known && {
          value: { failures: Math.max(0, known.failures - 1), lockedUntil: now },
          expires: now + MEMORY,
        },
    );
  }
}

const key = (name: string): string => name.toLowerCase().slice(0, 128);
