/**
 * Lets work on the same thing wait for its turn, so that changes of one resource which come at once are made
 * one after the other instead of being made again. Only a courtesy within this process: that nothing is lost is
 * the store's business, which refuses a stale draft.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does the work when all work under this key that came before is done, well or not. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const turn = before ? before.then(work, work) : work();
    this.#last.set(key, turn);
    const leave = () => {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    };
    turn.then(leave, leave);
    return turn;
  }

  /** As take(), under several keys at once. Those who wait stand in one order under all of them, so that nobody waits forever. */
  takeAll<T>(keys: string[], work: () => Promise<T>): Promise<T> {
    const before = keys.flatMap((key) => this.#last.get(key) ?? []);
    const turn = before.length > 0 ? Promise.allSettled(before).then(work) : work();
    for (const key of keys) this.#last.set(key, turn);
    const leave = () => {
      for (const key of keys) if (this.#last.get(key) === turn) this.#last.delete(key);
    };
    turn.then(leave, leave);
    return turn;
  }
}
