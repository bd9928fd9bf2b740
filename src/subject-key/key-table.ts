import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { keyedHash, keyFor, open, seal } from '#secret/seal.ts';
import type { ForeignIdentifier, Identity } from './identity.ts';
import { LOG_SCHEMA, LookupLog } from './lookup-log.ts';

/** The name of the file in the folder of the table. */
const FILE = 'subject-keys.sqlite';

const SCHEMA = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS subject (hash BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS identifier (hash BLOB PRIMARY KEY, sealed_subject BLOB NOT NULL) STRICT;
`;

/** Who looks something up, and why. */
export interface Lookup {
  who: string;
  reason?: string;
}

/**
 * Who the subjects of a trial are: the one place where a number of the trial and a person stand side by side. What is in it is
 * sealed; it is found by keyed hashes, so that a copy of the file without the key tells nothing, not even by trying out numbers.
 * Each use of it is written down in the same transaction, or does not happen.
 */
export class KeyTable {
  readonly log: LookupLog;
  readonly #database: DatabaseSync;
  readonly #hashKey: Buffer;
  readonly #sealKey: Buffer;

  private constructor(database: DatabaseSync, key: Buffer, now: () => Date) {
    this.#database = database;
    this.#hashKey = keyFor(key, 'subject-key hash');
    this.#sealKey = keyFor(key, 'subject-key seal');
    this.log = new LookupLog(database, keyFor(key, 'subject-key log'), now);
  }

  /** Opens (or makes) the table in a folder of its own. */
  static open(folder: string, key: Buffer, now: () => Date = () => new Date()): KeyTable {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, FILE);
    const database = new DatabaseSync(file);
    database.exec(SCHEMA + LOG_SCHEMA);
    chmodSync(file, 0o600);
    return new KeyTable(database, key, now);
  }

  /**
   * Adds who a subject is, or identifiers to one that is there. Throws where an identifier is another subject's, without telling
   * whose.
   */
  add(subject: string, identity: Identity, { who, reason = '' }: Lookup): void {
    const isAdded = this.#transact(() => {
      const isTaken = identity.identifier.some((one) => ![undefined, subject].includes(this.#subjectOf(one)));
      // What was refused is written down as well: it tells who asks that the identifier is somebody's.
      this.log.add({
        who,
        action: 'add',
        subject: isTaken ? '' : subject,
        reason: isTaken ? 'refused' : reason,
      });
      if (isTaken) return false;
      const known = this.#identity(subject);
      const all = [...(known?.identifier ?? []), ...identity.identifier];
      const merged: Identity = {
        identifier: [...new Map(all.map((one) => [textOf(one), one])).values()],
        ...((identity.name ?? known?.name) === undefined ? {} : { name: identity.name ?? known?.name }),
      } as Identity;
      for (const identifier of identity.identifier) this.#claim(identifier, subject);
      const sealed = seal(JSON.stringify(merged), this.#sealKey, `subject ${subject}`);
      this.#database
        .prepare(
          'INSERT INTO subject (hash, sealed) VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET sealed = excluded.sealed',
        )
        .run(this.#hash(`subject ${subject}`), sealed);
      return true;
    });
    if (!isAdded) throw new Error('an identifier is in the table already, for another subject');
  }

  /** The number of the subject that has an identifier elsewhere; undefined where nobody is known by it. */
  find(
    identifier: ForeignIdentifier,
    { who, reason = '' }: Lookup,
    action: 'find' | 'replace' = 'find',
  ): string | undefined {
    return this.#transact(() => {
      const subject = this.#subjectOf(identifier);
      this.log.add({ who, action, subject: subject ?? '', reason });
      return subject;
    });
  }

  /** Who a subject is; undefined where that is not known. */
  reveal(subject: string, { who, reason = '' }: Lookup): Identity | undefined {
    return this.#transact(() => {
      this.log.add({ who, action: 'reveal', subject, reason });
      return this.#identity(subject);
    });
  }

  close(): void {
    this.#database.close();
  }

  #claim(identifier: ForeignIdentifier, subject: string): void {
    const context = textOf(identifier);
    this.#database
      .prepare('INSERT OR REPLACE INTO identifier (hash, sealed_subject) VALUES (?, ?)')
      .run(this.#hash(context), seal(subject, this.#sealKey, context));
  }

  #subjectOf(identifier: ForeignIdentifier): string | undefined {
    const context = textOf(identifier);
    const row = this.#database
      .prepare('SELECT sealed_subject AS sealed FROM identifier WHERE hash = ?')
      .get(this.#hash(context));
    return row && open(row.sealed as Uint8Array, this.#sealKey, context);
  }

  #identity(subject: string): Identity | undefined {
    const row = this.#database
      .prepare('SELECT sealed FROM subject WHERE hash = ?')
      .get(this.#hash(`subject ${subject}`));
    return (
      row && (JSON.parse(open(row.sealed as Uint8Array, this.#sealKey, `subject ${subject}`)) as Identity)
    );
  }

  #hash(text: string): Buffer {
    return keyedHash(text, this.#hashKey);
  }

  #transact<T>(act: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = act();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

const textOf = ({ system, value }: ForeignIdentifier): string =>
  `identifier ${JSON.stringify([system, value])}`;
