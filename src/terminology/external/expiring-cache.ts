interface Kept<T> {
  value: T;
  until: number;
}

/** Keeps values for a time, and no more than some; the one that was not asked for longest goes first. */
export class ExpiringCache<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #most: number;
  readonly #now: () => number;

  constructor(most: number, now: () => number) {
    this.#most = most;
    this.#now = now;
  }

  get(key: string): T | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    this.#kept.delete(key);
    if (kept.until <= this.#now()) return undefined;
    this.#kept.set(key, kept);
    return kept.value;
  }

  /** Keeps a value for `milliseconds`. */
  set(key: string, value: T, milliseconds: number): void {
    this.#kept.delete(key);
    this.#kept.set(key, { value, until: this.#now() + milliseconds });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
  }
}
