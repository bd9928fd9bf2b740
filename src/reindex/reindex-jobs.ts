import type { Records } from '#storage/records.ts';
import { type Progress, type Reindexing, reindex } from './reindex.ts';

/** The kind of record that a job is kept under. */
const JOB = 'reindex';

/** A job whose record has not been written for this long is nobody's any more, in milliseconds. */
const ABANDONED = 30_000;

/** How long what became of a job can be asked for, in milliseconds. */
const KEPT = 7 * 24 * 60 * 60 * 1000;

/** A job that indexes resources anew, as far as it has come. */
export interface ReindexJob {
  id: string;
  status: 'running' | 'completed' | 'failed';
  types: Record<string, Progress>;
  /** The parameters that it was begun for, by their canonicals; none for one that was asked for. */
  parameters: string[];
  begun: string;
  seen: string;
}

/** What jobs need by name. */
export interface JobRooms extends Omit<Reindexing, 'progress' | 'since'> {
  newId: () => string;
  now: () => Date;
  /**
   * How long another process may index without a parameter that is new here, in milliseconds; what was written
   * in that time is indexed again at the end.
   */
  settle: number;
  log: { info: (object: object, message: string) => void; error: (object: object, message: string) => void };
}

/** Jobs in the background, one after the other; their state is in the store, where every process can read it. */
export class ReindexJobs {
  readonly #rooms: JobRooms;
  readonly #records: Records;
  #last: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(rooms: JobRooms) {
    this.#rooms = rooms;
    this.#records = rooms.store.records;
  }

  /** Begins a job; `done` is called when all is indexed and before the job counts as completed. */
  async begin(
    types: string[],
    parameters: string[] = [],
    done: () => Promise<void> = async () => {},
  ): Promise<ReindexJob> {
    const now = this.#rooms.now().toISOString();
    const job: ReindexJob = {
      id: this.#rooms.newId(),
      status: 'running',
      types: Object.fromEntries(types.map((type) => [type, { done: 0, total: 0 }])),
      parameters,
      begun: now,
      seen: now,
    };
    await this.#save(job);
    this.#last = this.#last.then(() => this.#run(job, done)).catch((error) => this.#fail(job, error));
    return job;
  }

  /** A job by its id; one that nobody works on any more counts as failed. */
  async find(id: string): Promise<ReindexJob | undefined> {
    const record = await this.#records.read(JOB, id);
    return record && this.#readJob(record.value);
  }

  /** All jobs that are remembered, the latest first. */
  async list(): Promise<ReindexJob[]> {
    const records = await this.#records.list(JOB);
    return records.map(({ value }) => this.#readJob(value)).sort((a, b) => b.begun.localeCompare(a.begun));
  }

  /** Resolves when no job is under way; no more of one is done than is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#last;
  }

  async #run(job: ReindexJob, done: () => Promise<void>): Promise<void> {
    const { log, settle, now } = this.#rooms;
    const begun = now().getTime();
    let saved = 0;
    const progress = async (type: string, one: Progress) => {
      if (this.#stopped) throw new Error('the server stops');
      job.types[type] = one;
      if (now().getTime() - saved < 500) return;
      saved = now().getTime();
      await this.#save(job);
    };
    await reindex(Object.keys(job.types), { ...this.#rooms, progress });
    const left = begun + settle - now().getTime();
    if (settle > 0) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, left)));
      await reindex(Object.keys(job.types), { ...this.#rooms, since: begun - settle, progress: () => {} });
    }
    await done();
    job.status = 'completed';
    await this.#save(job);
    log.info({ job: job.id, types: job.types }, 'indexed anew');
  }

  async #fail(job: ReindexJob, error: unknown): Promise<void> {
    job.status = 'failed';
    this.#rooms.log.error({ job: job.id, err: error }, 'indexing anew failed');
    await this.#save(job).catch(() => {});
  }

  async #save(job: ReindexJob): Promise<void> {
    const now = this.#rooms.now();
    job.seen = now.toISOString();
    await this.#records.write({
      kind: JOB,
      key: job.id,
      value: JSON.stringify(job),
      expires: now.getTime() + KEPT,
    });
  }

  #readJob(value: string): ReindexJob {
    const job = JSON.parse(value) as ReindexJob;
    const isOver = this.#rooms.now().getTime() - Date.parse(job.seen) > ABANDONED;
    return job.status === 'running' && isOver ? { ...job, status: 'failed' } : job;
  }
}
