import { BSON, type Document } from 'mongodb';
import type { ClientBase } from 'pg';
import { toMongoError } from './errors.ts';
import { explain } from './explain.ts';
import { decode, type Message } from './message.ts';

/** Parts of a command that are about the connection and its transaction; the engine takes the rest. */
const OUTSIDE = [
  'lsid',
  '$db',
  'txnNumber',
  'autocommit',
  'startTransaction',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
];

const AS_BSON = '::bytea::documentdb_core.bson';
const AS_SEQUENCE = '::bytea::documentdb_core.bsonsequence';

/** Writes: the command and, apart, its documents. */
const WRITES: Record<string, { name: string; sequence: string }> = {
  insert: { name: 'insert', sequence: 'documents' },
  update: { name: 'update', sequence: 'updates' },
  delete: { name: 'delete', sequence: 'deletes' },
};

/** Functions from one document to one document, by the column of their answer. */
const FUNCTIONS: Record<string, { name: string; column: string }> = {
  findAndModify: { name: 'find_and_modify', column: 'p_result' },
  count: { name: 'count_query', column: 'document' },
  distinct: { name: 'distinct_query', column: 'document' },
  createIndexes: { name: 'create_indexes_background', column: 'retval' },
};

const CURSORS: Record<string, string> = {
  find: 'find_cursor_first_page',
  aggregate: 'aggregate_cursor_first_page',
  listCollections: 'list_collections_cursor_first_page',
  listIndexes: 'list_indexes_cursor_first_page',
};

/** What the gateway remembers of cursors between their pages. */
export type Cursors = Map<string, Buffer>;

/** A connection to the engine, or a pool of them. */
export type Engine = Pick<ClientBase, 'query'>;

/** Has one command carried out by the engine; the answer as a document or as BSON. */
export async function carryOut(
  message: Message,
  engine: Engine,
  cursors: Cursors,
): Promise<Document | Uint8Array> {
  const { command } = message;
  const name = Object.keys(command)[0] as string;
  const database = String(command.$db);
  if (WRITES[name]) return write(WRITES[name], database, message, engine);
  if (FUNCTIONS[name]) {
    const { name: sqlName, column } = FUNCTIONS[name];
    const text = `SELECT ${column}::bytea AS answer FROM documentdb_api.${sqlName}($1, $2${AS_BSON})`;
    return (await engine.query(text, [database, withoutOutside(command)])).rows[0].answer;
  }
  if (CURSORS[name]) return firstPage(CURSORS[name], database, command, engine, cursors);
  switch (name) {
    case 'getMore':
      return nextPage(database, command, engine, cursors);
    case 'killCursors':
      for (const cursor of command.cursors) cursors.delete(String(cursor));
      return { cursorsKilled: command.cursors, ok: 1 };
    case 'explain':
      return explain(database, command.explain, engine);
    case 'create':
      await engine.query('SELECT documentdb_api.create_collection($1, $2)', [
        database,
        String(command.create),
      ]);
      return { ok: 1 };
    case 'drop':
      await engine.query('SELECT documentdb_api.drop_collection($1, $2)', [database, String(command.drop)]);
      return { ok: 1 };
    case 'dropDatabase':
      await engine.query('SELECT documentdb_api.drop_database($1)', [database]);
      return { ok: 1 };
  }
  return { ok: 0, code: 59, codeName: 'CommandNotFound', errmsg: `no such command: '${name}'` };
}

function withoutOutside(command: Document): Buffer {
  const spec = { ...command };
  for (const key of OUTSIDE) delete spec[key];
  return Buffer.from(BSON.serialize(spec, { ignoreUndefined: false }));
}

async function write(
  { name, sequence }: { name: string; sequence: string },
  database: string,
  { command, sequences }: Message,
  engine: Engine,
): Promise<Document | Uint8Array> {
  const text = `SELECT p_result::bytea AS answer FROM documentdb_api.${name}($1, $2${AS_BSON}, $3${AS_SEQUENCE})`;
  const values = [database, withoutOutside(command), sequences.get(sequence) ?? null];
  const answer: Buffer = (await engine.query(text, values)).rows[0].answer;
  return answer.includes('writeErrors') ? withMongoCodes(answer) : answer;
}

/** The engine numbers errors in its own way; a driver knows MongoDB's. */
function withMongoCodes(answer: Buffer): Document {
  const result = decode(answer);
  const writeErrors = (result.writeErrors as Document[]).map((e) => ({
    ...e,
    ...toMongoError({ number: Number(e.code), message: String(e.errmsg) }),
  }));
  return { ...result, writeErrors };
}

async function firstPage(
  name: string,
  database: string,
  command: Document,
  engine: Engine,
  cursors: Cursors,
): Promise<Buffer> {
  const text = `SELECT cursorpage::bytea AS page, continuation::bytea AS continuation, cursorid::text AS id
    FROM documentdb_api.${name}($1, $2${AS_BSON})`;
  const { page, continuation, id } = (await engine.query(text, [database, withoutOutside(command)])).rows[0];
  if (continuation && id !== '0') cursors.set(id, continuation);
  return page;
}

async function nextPage(
  database: string,
  command: Document,
  engine: Engine,
  cursors: Cursors,
): Promise<Document | Buffer> {
  const id = String(command.getMore);
  const held = cursors.get(id);
  if (!held) return { ok: 0, code: 43, codeName: 'CursorNotFound', errmsg: `cursor id ${id} not found` };
  const text = `SELECT cursorpage::bytea AS page, continuation::bytea AS continuation
    FROM documentdb_api.cursor_get_more($1, $2${AS_BSON}, $3${AS_BSON})`;
  const { page, continuation } = (await engine.query(text, [database, withoutOutside(command), held]))
    .rows[0];
  if (continuation) cursors.set(id, continuation);
  else cursors.delete(id);
  return page;
}
