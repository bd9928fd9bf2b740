import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { databaseUrl } from '../../test/mongodb/fresh-database.ts';
import { type Started, start } from './start.ts';

const SERVER = new URL('../../src/main.ts', import.meta.url).pathname;
const PEER = new URL('./bare-express.ts', import.meta.url).pathname;

/** Something to put load on, started anew for each part. */
export interface System {
  name: string;
  start: () => Promise<Started>;
}

const sqlite: System = { name: 'SQLite', start: () => start(SERVER, '/fhir/metadata', { MONGODB_URL: '' }) };

/** The peer: it can only read and create. */
export const bareExpress: System = { name: 'bare Express', start: () => start(PEER, '/healthz') };

/** The server on a database of its own in this MongoDB, dropped at the end. */
function mongodb(server: string): System {
  return {
    name: 'MongoDB',
    start: async () => {
      const url = databaseUrl(`bench_${randomUUID().replaceAll('-', '')}`, server);
      const started = await start(SERVER, '/fhir/metadata', { MONGODB_URL: url });
      const stop = async () => {
        await started.stop();
        const client = await new MongoClient(url).connect();
        await client.db().dropDatabase();
        await client.close();
      };
      return { ...started, stop };
    },
  };
}

/** The server on each store: SQLite, and the MongoDB in BENCH_MONGODB_URL if it is set. */
export function stores(): System[] {
  const server = process.env.BENCH_MONGODB_URL?.trim();
  return server ? [sqlite, mongodb(server)] : [sqlite];
}
