import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Release, ReleasedConcept, ReleaseImport, ReleaseStore } from '#terminology/release/release.ts';

/** Beside the resources, in a file of their own: a release is imported once and is no part of a backup. */
const FILE = 'terminology.sqlite';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS release (
  number INTEGER PRIMARY KEY, system TEXT NOT NULL, version TEXT NOT NULL, name TEXT NOT NULL, finished INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS concept (
  release INTEGER NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (release, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ancestor (
  release INTEGER NOT NULL, ancestor TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (release, ancestor, code)
) STRICT, WITHOUT ROWID;
`;

/** Codes looked up in one go. */
const PART = 500;

/** Imported releases in a file of the data folder; it is made by the first import. */
export class SqliteReleases implements ReleaseStore {
  readonly #file: string;
  #reading: DatabaseSync | undefined;

  constructor(folder: string) {
    this.#file = path.join(folder, FILE);
  }

  async list(): Promise<Release[]> {
    const found = this.#prepare(
      'SELECT system, version, name FROM release WHERE finished IS NOT NULL ORDER BY finished DESC',
    )?.all();
    return (found ?? []).map((row) => ({ ...row }) as unknown as Release);
  }

  async find(release: Release, codes: readonly string[]): Promise<ReleasedConcept[]> {
    const number = this.#numberOf(release);
    const statement = this.#prepare('SELECT text FROM concept WHERE release = ? AND code = ?');
    const found: ReleasedConcept[] = [];
    if (number === undefined || !statement) return found;
    for (const [i, code] of codes.entries()) {
      const row = statement.get(number, code) as { text: string } | undefined;
      if (row) found.push(JSON.parse(row.text) as ReleasedConcept);
      if (i % PART === PART - 1) await nextTurn();
    }
    return found;
  }

  async below(release: Release, code: string, most: number): Promise<ReleasedConcept[]> {
    const number = this.#numberOf(release);
    const codes = this.#prepare('SELECT code FROM ancestor WHERE release = ? AND ancestor = ? LIMIT ?');
    if (number === undefined || !codes) return [];
    const found = codes.all(number, code, most) as { code: string }[];
    return this.find(
      release,
      found.map((row) => row.code),
    );
  }

  async begin(release: Release): Promise<ReleaseImport> {
    mkdirSync(path.dirname(this.#file), { recursive: true });
    const database = new DatabaseSync(this.#file, { timeout: 10_000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    database.exec(SCHEMA);
    database.exec(REMOVE_UNFINISHED);
    const { system, version, name } = release;
    const { lastInsertRowid: number } = database
      .prepare('INSERT INTO release (system, version, name) VALUES (?, ?, ?)')
      .run(system, version, name);
    return new SqliteImport(database, Number(number), release);
  }

  /** Lets go of the file. */
  close(): void {
    this.#reading?.close();
    this.#reading = undefined;
  }

  #numberOf({ system, version }: Release): number | undefined {
    const found = this.#prepare(
      'SELECT number FROM release WHERE system = ? AND version = ? AND finished IS NOT NULL',
    )?.get(system, version);
    return found?.number as number | undefined;
  }

  /** Undefined while nothing was imported. */
  #prepare(sql: string): StatementSync | undefined {
    if (!this.#reading && existsSync(this.#file)) {
      const database = new DatabaseSync(this.#file, { readOnly: true, timeout: 10_000 });
      // An import that has only just made the file has not made its tables yet.
      if (!database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'ancestor'").get()) database.close();
      else this.#reading = database;
    }
    return this.#reading?.prepare(sql);
  }
}

/** What an import that was broken off has left. */
const REMOVE_UNFINISHED = `
DELETE FROM concept WHERE release IN (SELECT number FROM release WHERE finished IS NULL);
DELETE FROM ancestor WHERE release IN (SELECT number FROM release WHERE finished IS NULL);
DELETE FROM release WHERE finished IS NULL;
`;

class SqliteImport implements ReleaseImport {
  readonly #database: DatabaseSync;
  readonly #number: number;
  readonly #release: Release;

  constructor(database: DatabaseSync, number: number, release: Release) {
    this.#database = database;
    this.#number = number;
    this.#release = release;
  }

  async append(concepts: readonly ReleasedConcept[]): Promise<void> {
    const insert = this.#database.prepare(
      'INSERT OR REPLACE INTO concept (release, code, text) VALUES (?, ?, ?)',
    );
    const above = this.#database.prepare(
      'INSERT OR IGNORE INTO ancestor (release, ancestor, code) VALUES (?, ?, ?)',
    );
    this.#database.exec('BEGIN IMMEDIATE');
    for (const concept of concepts) {
      insert.run(this.#number, concept.code, JSON.stringify(concept));
      for (const ancestor of concept.ancestors) above.run(this.#number, ancestor, concept.code);
    }
    this.#database.exec('COMMIT');
  }

  async finish(): Promise<void> {
    const { system, version } = this.#release;
    this.#database.exec('BEGIN IMMEDIATE');
    const others = this.#database
      .prepare('SELECT number FROM release WHERE system = ? AND version = ? AND number <> ?')
      .all(system, version, this.#number) as { number: number }[];
    for (const { number } of others)
      for (const table of ['concept', 'ancestor', 'release'])
        this.#database
          .prepare(`DELETE FROM ${table} WHERE ${table === 'release' ? 'number' : 'release'} = ?`)
          .run(number);
    this.#database.prepare('UPDATE release SET finished = ? WHERE number = ?').run(Date.now(), this.#number);
    this.#database.exec('COMMIT');
    this.#database.close();
  }
}
