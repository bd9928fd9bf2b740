/** A piece of a validation; may be performed more often than once, and then does the same again. */
export type Step = () => void;

/** How many values are walked in one step: one or two milliseconds' work, and ten times that where the code is still cold. */
const LONGEST = 500;

/**
 * What a validation in steps has still to do: first what was put off on the way, in its order, and then what asks
 * for all of that to be done.
 */
export class Steps {
  readonly #now: Step[] = [];
  readonly #last: Step[] = [];
  #stretches = 0;
  #walked = 0;
  #doneNow = 0;
  #doneLast = 0;

  /** Puts off a piece of work. */
  add(step: Step): void {
    this.#now.push(step);
  }

  /** Counts one value that was walked. */
  walked(): void {
    this.#walked++;
  }

  /** Whether so many values were walked that the rest of a list should wait for the next step. */
  get isLong(): boolean {
    return this.#walked >= LONGEST;
  }

  /** Puts off the rest of a list. */
  addRest(step: Step): void {
    this.#stretches++;
    this.add(step);
  }

  /** Puts off what looks back at the whole. */
  addLast(step: Step): void {
    this.#last.push(step);
  }

  /** How many rests of lists were put off so far. */
  get stretches(): number {
    return this.#stretches;
  }

  /** Takes the next piece, undefined when all is done. */
  next(): Step | undefined {
    if (this.#doneNow < this.#now.length) return this.#now[this.#doneNow++];
    return this.#last[this.#doneLast++];
  }

  /** Performs `step`; what it has put off when it was performed before is forgotten. */
  repeatable(step: Step): Step {
    const [now, last] = [this.#now.length, this.#last.length];
    return () => {
      this.#now.length = now;
      this.#last.length = last;
      this.#walked = 0;
      step();
    };
  }
}
