import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '../resource-store.ts';
import { type Answer, fromRefusal, type Request } from './messages.ts';

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/**
 * A worker thread that answers tasks in order; each task is a promise on this side. A thread that dies takes
 * the tasks under way with it, which are refused as unavailable, and is started again.
 */
export class Thread<T> {
  readonly #url: URL;
  readonly #file: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker;
  #number = 0;
  #alive = true;
  #closed = false;

  private constructor(url: URL, file: string, worker: Worker) {
    this.#url = url;
    this.#file = file;
    this.#worker = worker;
    this.#listen(worker);
  }

  /** Starts the module at `url` as a thread on a database file; rejects with what stopped it from opening. */
  static async start<T>(url: URL, file: string): Promise<Thread<T>> {
    return new Thread<T>(url, file, await opened(url, file));
  }

  /** How many tasks are under way; none could be fewer for one that is dead. */
  get load(): number {
    return this.#alive ? this.#waiting.size : Number.POSITIVE_INFINITY;
  }

  get alive(): boolean {
    return this.#alive;
  }

  ask(task: T): Promise<unknown> {
    if (!this.#alive) return Promise.reject(new StoreUnavailable('a thread of the store is starting again'));
    const request: Request<T> = { number: ++this.#number, task };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.number, { resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  /** Hands a task over that has no answer. */
  tell(task: T): void {
    if (this.#alive) this.#worker.postMessage({ number: 0, task } satisfies Request<T>);
  }

  /** The last task: the thread ends with it. */
  close(task: T): Promise<unknown> {
    this.#closed = true;
    return this.ask(task);
  }

  #listen(worker: Worker): void {
    worker.on('message', (answer: Answer<unknown>) => this.#settle(answer));
    worker.on('error', (error) => this.#refuseWaiting(error.message));
    worker.on('exit', () => this.#ended());
  }

  #settle(answer: Answer<unknown>): void {
    const waiting = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    if ('refusal' in answer) waiting?.reject(fromRefusal(answer.refusal));
    else waiting?.resolve(answer.result);
  }

  #refuseWaiting(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new StoreUnavailable(message));
    this.#waiting.clear();
  }

  #ended(): void {
    this.#alive = false;
    this.#refuseWaiting('a thread of the store has ended');
    if (!this.#closed) void this.#restart();
  }

  async #restart(): Promise<void> {
    try {
      this.#worker = await opened(this.#url, this.#file);
      this.#listen(this.#worker);
      this.#alive = true;
    } catch {
      // The file cannot be opened now, as on a full disk.
      if (!this.#closed) setTimeout(() => void this.#restart(), RESTART_DELAY).unref();
    }
  }
}

/** Milliseconds between two attempts to start a thread again. */
const RESTART_DELAY = 1000;

function opened(url: URL, file: string): Promise<Worker> {
  const worker = new Worker(url, { workerData: { file } });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => {
      worker.off('error', reject);
      resolve(worker);
    });
  });
}
