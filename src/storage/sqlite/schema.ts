import { DatabaseSync } from 'node:sqlite';
import { STALE_INDEX } from '../records.ts';
import { INDEX_KINDS, INDEXES } from './index-tables.ts';
import { RECORD_TABLE } from './records.ts';

/** Raised when the tables change; a database of another version is not opened. */
const SCHEMA_VERSION = 2;

/**
 * One row a current resource, older versions apart, and one narrow index table a kind of search value.
 * `rid` is the resource's place in creation order; `sequence` the place of a version in commit order.
 * Parameters (`Observation.code`) and code systems are numbered in `name`, so that index rows stay small.
 * A contained resource has a row of its own with a negative rid, so that its values stand in the same indexes
 * and are never taken for a resource's.
 */
const RESOURCES = `
CREATE TABLE resource (
  rid INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  sequence INTEGER NOT NULL UNIQUE,
  last_updated INTEGER NOT NULL,
  method TEXT NOT NULL,
  created_unless TEXT,
  text TEXT,
  UNIQUE (type, id)
) STRICT;
CREATE INDEX resource_by_type ON resource (type, rid) WHERE text IS NOT NULL;
CREATE INDEX resource_by_time ON resource (type, last_updated, rid) WHERE text IS NOT NULL;
CREATE INDEX resource_by_type_sequence ON resource (type, sequence);
-- One resource a condition, whoever writes: a second conditional create cannot get past this.
CREATE UNIQUE INDEX resource_by_condition ON resource (type, created_unless) WHERE created_unless IS NOT NULL;

CREATE TABLE old_version (
  rid INTEGER NOT NULL,
  version INTEGER NOT NULL,
  sequence INTEGER NOT NULL UNIQUE,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  last_updated INTEGER NOT NULL,
  method TEXT NOT NULL,
  text TEXT,
  PRIMARY KEY (rid, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX old_version_by_type ON old_version (type, sequence);

`;

/** Deleted resources, so that all others can be counted; databases of before it came get it when they are opened. */
const DELETED = 'CREATE INDEX IF NOT EXISTS resource_deleted ON resource (type) WHERE text IS NULL;';

/** What can be made anew from the resources, and the server's own records. */
const SEARCH = `
CREATE TABLE contained (
  rid INTEGER PRIMARY KEY,
  parent INTEGER NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  last_updated INTEGER
) STRICT;
CREATE INDEX contained_by_parent ON contained (parent, id);
CREATE INDEX contained_by_type ON contained (type, parent);

${RECORD_TABLE}
CREATE TABLE IF NOT EXISTS name (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

${INDEXES}
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Version 1 had other indexes: they are taken away, and the record asks for all resources to be indexed anew. */
const FROM_VERSION_1 = `
${INDEX_KINDS.map((kind) => `DROP TABLE ${kind}_index;`).join('\n')}
${SEARCH}
INSERT INTO record (kind, key, version, value) VALUES ('${STALE_INDEX.kind}', '${STALE_INDEX.key}', 1, '{}');
`;

/** Opens the database for its one writer: WAL, and every commit on the disk before it is acknowledged. */
export function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 10_000 });
  // What a savepoint or a sort puts aside stays in memory: it need not survive anything.
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;',
  );
  database.exec('BEGIN IMMEDIATE');
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version === 0) database.exec(RESOURCES + SEARCH);
  if (version === 1) database.exec(FROM_VERSION_1);
  if (version <= SCHEMA_VERSION) database.exec(DELETED);
  database.exec('COMMIT');
  if (version > SCHEMA_VERSION) {
    database.close();
    throw new Error(
      `the database has schema version ${version}; this server reads version ${SCHEMA_VERSION}`,
    );
  }
  return database;
}

/** Opens the database for a reader, which sees all commits made before each of its statements. */
export function openForReading(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  database.exec('PRAGMA cache_size = -32000;');
  return database;
}
