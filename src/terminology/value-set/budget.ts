import { TerminologyError } from '../terminology-error.ts';

/** Steps of one question; a step is less than a microsecond, so that no question holds the server up for long. */
export const MOST_STEPS = 60_000;

/** What one question may cost. A value set that would cost more is refused as too costly, not answered in part. */
export class Budget {
  #left: number;

  constructor(steps = MOST_STEPS) {
    this.#left = steps;
  }

  /** Throws TerminologyError when the steps are used up. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0)
      throw new TerminologyError({
        reason: 'too-costly',
        message: 'the value set is too large, or has too many parts, to be worked out in one request',
      });
  }
}
