/** Buckets that are looked at before the full ones among them are forgotten. */
const MOST = 10_000;

interface Bucket {
  level: number;
  at: number;
}

/**
 * A bucket of tokens for each key, full at first, that fills again evenly: whoever asks for more than `perMinute` has to wait, and
 * a burst of a minute's worth is taken. Counts in this process alone.
 */
export class TokenBuckets {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** `now` in milliseconds, never going back. */
  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Takes one token. Returns 0, or the whole seconds until there is one. */
  take(key: string): number {
    if (!this.#perMinute) return 0;
    const level = this.#level(key);
    if (level < 1) return Math.max(1, Math.ceil(((1 - level) * 60) / this.#perMinute));
    if (this.#buckets.size >= MOST) this.#forgetFull();
    this.#buckets.set(key, { level: level - 1, at: this.#now() });
    return 0;
  }

  #level(key: string): number {
    const bucket = this.#buckets.get(key);
    if (!bucket) return this.#perMinute;
    const gained = ((this.#now() - bucket.at) / 60_000) * this.#perMinute;
    return Math.min(this.#perMinute, bucket.level + gained);
  }

  /** A full bucket is as good as none. */
  #forgetFull(): void {
    for (const key of this.#buckets.keys())
      if (this.#level(key) >= this.#perMinute) this.#buckets.delete(key);
  }
}
