import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '../resource-store.ts';
import { type Answer, fromRefusal, type Request } from './messages.ts';

/** A worker thread that answers tasks in order; each task is a promise on this side. */
export class Thread<T> {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (error: Error) => void }
  >();
  #number = 0;
  #failure: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: Answer<unknown>) => this.#settle(answer));
    worker.on('error', (error) => this.#fail(new StoreUnavailable(error.message)));
    worker.on('exit', () => this.#fail(new StoreUnavailable('the store is closed')));
  }

  /** Starts the module at `url` as a thread on a database file; rejects with what stopped it from opening. */
  static async start<T>(url: URL, file: string): Promise<Thread<T>> {
    const worker = new Worker(url, { workerData: { file } });
    await new Promise<unknown>((resolve, reject) => {
      const fail = (error: Error) => reject(error);
      worker.once('error', fail);
      worker.once('message', (ready) => {
        worker.off('error', fail);
        resolve(ready);
      });
    });
    return new Thread<T>(worker);
  }

  /** How many tasks are under way. */
  get load(): number {
    return this.#waiting.size;
  }

  ask(task: T): Promise<unknown> {
    if (this.#failure) return Promise.reject(this.#failure);
    const request: Request<T> = { number: ++this.#number, task };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.number, { resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  /** Hands a task over that has no answer. */
  tell(task: T): void {
    if (!this.#failure) this.#worker.postMessage({ number: 0, task } satisfies Request<T>);
  }

  #settle(answer: Answer<unknown>): void {
    const waiting = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    if ('refusal' in answer) waiting?.reject(fromRefusal(answer.refusal));
    else waiting?.resolve(answer.result);
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
