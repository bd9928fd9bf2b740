import { DatabaseSync } from 'node:sqlite';

/** Raised when the tables change; a database of another version is not opened. */
const SCHEMA_VERSION = 1;

/**
 * One row a current resource, older versions apart, and one narrow index table a kind of search value.
 * `rid` is the resource's place in creation order; `sequence` the place of a version in commit order.
 * Parameters (`Observation.code`) and code systems are numbered in `name`, so that index rows stay small.
 * Every index table is clustered by value and has a second index by resource, for the other criteria
 * of a search and for taking a resource's values out.
 */
const SCHEMA = `
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

CREATE TABLE name (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE token_index (
  parameter INTEGER NOT NULL, code TEXT NOT NULL, system INTEGER NOT NULL, rid INTEGER NOT NULL,
  PRIMARY KEY (parameter, code, system, rid)
) STRICT, WITHOUT ROWID;
CREATE INDEX token_by_resource ON token_index (rid, parameter, code, system);

CREATE TABLE string_index (
  parameter INTEGER NOT NULL, folded TEXT NOT NULL, value TEXT NOT NULL, rid INTEGER NOT NULL,
  PRIMARY KEY (parameter, folded, value, rid)
) STRICT, WITHOUT ROWID;
CREATE INDEX string_by_resource ON string_index (rid, parameter, folded, value);

CREATE TABLE uri_index (
  parameter INTEGER NOT NULL, value TEXT NOT NULL, rid INTEGER NOT NULL,
  PRIMARY KEY (parameter, value, rid)
) STRICT, WITHOUT ROWID;
CREATE INDEX uri_by_resource ON uri_index (rid, parameter, value);

-- A target outside this server has an empty type, and its whole URL for an id.
CREATE TABLE reference_index (
  parameter INTEGER NOT NULL, target_id TEXT NOT NULL, target_type TEXT NOT NULL, target_version TEXT NOT NULL, rid INTEGER NOT NULL,
  PRIMARY KEY (parameter, target_id, target_type, rid, target_version)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_by_resource ON reference_index (rid, parameter, target_type, target_id);

CREATE TABLE date_index (
  parameter INTEGER NOT NULL, low REAL NOT NULL, high REAL NOT NULL, rid INTEGER NOT NULL,
  PRIMARY KEY (parameter, low, high, rid)
) STRICT, WITHOUT ROWID;
CREATE INDEX date_by_resource ON date_index (rid, parameter, low, high);
CREATE INDEX date_by_high ON date_index (parameter, high, low, rid);

CREATE TABLE number_index (
  parameter INTEGER NOT NULL, low REAL NOT NULL, high REAL NOT NULL, rid INTEGER NOT NULL,
  PRIMARY KEY (parameter, low, high, rid)
) STRICT, WITHOUT ROWID;
CREATE INDEX number_by_resource ON number_index (rid, parameter, low, high);
CREATE INDEX number_by_high ON number_index (parameter, high, low, rid);

CREATE TABLE quantity_index (
  parameter INTEGER NOT NULL, low REAL NOT NULL, high REAL NOT NULL, system INTEGER NOT NULL, code TEXT NOT NULL, unit TEXT NOT NULL, rid INTEGER NOT NULL,
  PRIMARY KEY (parameter, low, high, system, code, unit, rid)
) STRICT, WITHOUT ROWID;
CREATE INDEX quantity_by_resource ON quantity_index (rid, parameter, low, high);
CREATE INDEX quantity_by_high ON quantity_index (parameter, high, low, system, code, unit, rid);

PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Opens the database for its one writer: WAL, and every commit on the disk before it is acknowledged. */
export function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 10_000 });
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 4000;',
  );
  database.exec('BEGIN IMMEDIATE');
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version === 0) database.exec(SCHEMA);
  database.exec('COMMIT');
  if (version !== 0 && version !== SCHEMA_VERSION) {
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
