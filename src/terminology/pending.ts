/** How much is noted at most: one request does not need more, and questions asked without settle() leave notes too. */
const MOST = 200;

/** What questions met that is not in memory, and how to fetch it. */
export class Pending {
  readonly #fetches = new Map<string, () => Promise<void>>();
  #noted = 0;

  /** Notes that an answer lacked something; `key` says what, so that it is fetched once. */
  note(key: string, fetch: () => Promise<void>): void {
    this.#noted++;
    if (this.#fetches.size < MOST) this.#fetches.set(key, fetch);
  }

  /** Counts up with every note: an answer during which it did not move lacked nothing. */
  get noted(): number {
    return this.#noted;
  }

  /** Fetches all that is noted; the notes are gone then. */
  async fetchAll(): Promise<void> {
    const fetches = [...this.#fetches.values()];
    this.#fetches.clear();
    await Promise.all(fetches.map((fetch) => fetch()));
  }

  clear(): void {
    this.#fetches.clear();
  }

  get isEmpty(): boolean {
    return this.#fetches.size === 0;
  }
}
