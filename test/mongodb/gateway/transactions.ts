import type { Binary, Document } from 'mongodb';
import type { Pool, PoolClient } from 'pg';
import type { Engine } from './commands.ts';

/** Sessions with a transaction under way: each holds a connection to the engine until it ends. */
export class Transactions {
  readonly #pool: Pool;
  readonly #held = new Map<string, PoolClient>();
  /** The number of the last committed transaction of a session: a commit may be asked for again. */
  readonly #committed = new Map<string, string>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Runs a command in the transaction it belongs to, if any; begins and ends transactions. */
  async within(
    command: Document,
    run: (engine: Engine) => Promise<Document | Uint8Array>,
  ): Promise<Document | Uint8Array> {
    if (command.autocommit !== false) return run(this.#pool);
    const key = (command.lsid.id as Binary).toString('hex');
    if (command.startTransaction) await this.#begin(key);
    const name = Object.keys(command)[0];
    const number = String(command.txnNumber);
    if (name === 'commitTransaction' && this.#committed.get(key) === number) return { ok: 1 };
    const client = this.#held.get(key);
    if (!client) {
      return {
        ok: 0,
        code: 251,
        codeName: 'NoSuchTransaction',
        errmsg: 'no such transaction',
        errorLabels: ['TransientTransactionError'],
      };
    }
    if (name === 'abortTransaction') return this.#end(key, 'ROLLBACK');
    if (name === 'commitTransaction') {
      const answer = await this.#end(key, 'COMMIT');
      this.#committed.set(key, number);
      return answer;
    }
    try {
      return await run(client);
    } catch (error) {
      await this.#end(key, 'ROLLBACK');
      throw error;
    }
  }

  async #begin(key: string): Promise<void> {
    if (this.#held.has(key)) await this.#end(key, 'ROLLBACK');
    const client = await this.#pool.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    this.#held.set(key, client);
  }

  async #end(key: string, how: 'COMMIT' | 'ROLLBACK'): Promise<Document> {
    const client = this.#held.get(key) as PoolClient;
    this.#held.delete(key);
    try {
      await client.query(how);
      return { ok: 1 };
    } finally {
      client.release();
    }
  }

  /** Rolls back what is still under way. */
  async abandon(): Promise<void> {
    await Promise.all([...this.#held.keys()].map((key) => this.#end(key, 'ROLLBACK')));
  }
}
