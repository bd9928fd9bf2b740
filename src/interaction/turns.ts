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
}
