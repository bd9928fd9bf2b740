import type { Records } from '#storage/records.ts';

/** How often a change is tried again that another one came before. */
const TRIES = 20;

/** When a record is over, in milliseconds since 1970; absent: never. */
export interface Until {
  expires?: number;
}

/** The records of one kind as values. What is over is not there. */
export class Kept<T> {
  readonly #records: Records;
  readonly #kind: string;

  constructor(records: Records, kind: string) {
    this.#records = records;
    this.#kind = kind;
  }

  async read(key: string): Promise<T | undefined> {
    const record = await this.#records.read(this.#kind, key);
    return record && (JSON.parse(record.value) as T);
  }

  async list(): Promise<T[]> {
    return (await this.#records.list(this.#kind)).map(({ value }) => JSON.parse(value) as T);
  }

  /** False, and nothing written, where there is one already; of many at once one makes it. */
  async create(key: string, value: T, { expires }: Until = {}): Promise<boolean> {
    return (await this.#write(key, value, expires, 0)) !== undefined;
  }

  async write(key: string, value: T, { expires }: Until = {}): Promise<void> {
    await this.#write(key, value, expires);
  }

  /**
   * Makes a new value of the one that is there (undefined for none), in one step against all others. Returns the new
   * value; undefined, and nothing written, where `change` gives none.
   */
  async change(
    key: string,
    change: (value: T | undefined) => ({ value: T } & Until) | undefined,
  ): Promise<T | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      const record = await this.#records.read(this.#kind, key);
      const changed = change(record && (JSON.parse(record.value) as T));
      if (!changed) return undefined;
      const { value, expires } = changed;
      if ((await this.#write(key, value, expires, record?.version ?? 0)) !== undefined) return value;
    }
    throw new Error(`a record of the kind ${this.#kind} is changed by too many at once`);
  }

  /** The value, for the one who takes it away; of many at once one gets it. */
  async take(key: string): Promise<T | undefined> {
    const value = await this.read(key);
    return value !== undefined && (await this.remove(key)) ? value : undefined;
  }

  remove(key: string): Promise<boolean> {
    return this.#records.remove(this.#kind, key);
  }

  #write(key: string, value: T, expires?: number, expected?: number): Promise<number | undefined> {
    return this.#records.write({
      kind: this.#kind,
      key,
      value: JSON.stringify(value),
      ...(expires === undefined ? {} : { expires }),
      ...(expected === undefined ? {} : { expected }),
    });
  }
}
