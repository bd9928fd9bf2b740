import type { DatabaseSync } from 'node:sqlite';
import { keyedHash } from '#secret/seal.ts';

/** What was done with the key table. */
export type LookupAction = 'add' | 'find' | 'reveal' | 'replace' | 'export-log' | 'verify';

/** One line of the log. It names subjects by their number in the trial, and nobody by anything else. */
export interface LookupEntry {
  seq: number;
  at: string;
  who: string;
  action: LookupAction;
  /** The number of the subject; empty where nobody was found, and for what is about none. */
  subject: string;
  reason: string;
  /** What the line stands on: the hash of the one before it. */
  previous: string;
  hash: string;
}

export const LOG_SCHEMA = `
  CREATE TABLE IF NOT EXISTS lookup (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT NOT NULL,
    previous TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS lookup_kept BEFORE DELETE ON lookup BEGIN SELECT RAISE(ABORT, 'the log is kept'); END;
  CREATE TRIGGER IF NOT EXISTS lookup_fixed BEFORE UPDATE ON lookup BEGIN SELECT RAISE(ABORT, 'the log is kept'); END;
`;

/**
 * The log of a key table: lines are added and never changed, and each is bound to all before it by a keyed hash, so that who has
 * the file and not the key can change none without a trace. A tail that was cut off shows against a head that was kept elsewhere.
 */
export class LookupLog {
  readonly #database: DatabaseSync;
  readonly #key: Buffer;
  readonly #now: () => Date;

  constructor(database: DatabaseSync, key: Buffer, now: () => Date) {
    this.#database = database;
    this.#key = key;
    this.#now = now;
  }

  /** Adds a line, within the transaction of what it tells of. */
  add(line: Pick<LookupEntry, 'who' | 'action' | 'subject' | 'reason'>): void {
    const last = this.#last();
    const entry = { seq: last.seq + 1, at: this.#now().toISOString(), ...line, previous: last.hash };
    this.#database
      .prepare(
        'INSERT INTO lookup (seq, at, who, action, subject, reason, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        entry.seq,
        entry.at,
        entry.who,
        entry.action,
        entry.subject,
        entry.reason,
        entry.previous,
        this.#hash(entry),
      );
  }

  entries(): LookupEntry[] {
    return this.#database.prepare('SELECT * FROM lookup ORDER BY seq').all() as unknown as LookupEntry[];
  }

  /** The first line that is not as it was written, by its number; undefined where all are. */
  firstBroken(): number | undefined {
    let previous = '';
    let seq = 0;
    for (const entry of this.entries()) {
      seq++;
      if (entry.seq !== seq || entry.previous !== previous || this.#hash(entry) !== entry.hash) return seq;
      previous = entry.hash;
    }
    return undefined;
  }

  /** `number:hash` of the last line. */
  head(): string {
    const { seq, hash } = this.#last();
    return `${seq}:${hash}`;
  }

  #last(): { seq: number; hash: string } {
    const last = this.#database.prepare('SELECT seq, hash FROM lookup ORDER BY seq DESC LIMIT 1').get();
    return (last as { seq: number; hash: string } | undefined) ?? { seq: 0, hash: '' };
  }

  #hash({ seq, at, who, action, subject, reason, previous }: Omit<LookupEntry, 'hash'>): string {
    return keyedHash(JSON.stringify([seq, at, who, action, subject, reason, previous]), this.#key).toString(
      'hex',
    );
  }
}
