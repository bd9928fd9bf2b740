import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';

/** A database of its own for one suite. */
export interface FreshDatabase {
  url: string;
  drop: () => Promise<void>;
}

/** The URL of a database by name on the run's MongoDB, or on another server. */
export function databaseUrl(name: string, server = process.env.TEST_MONGODB_URL): string {
  if (!server) throw new Error('no MongoDB was started; run npm run test:mongodb');
  const [head = '', options] = server.split('?');
  return `${head.replace(/^([^/]+:\/\/[^/]+).*$/, '$1')}/${name}${options ? `?${options}` : ''}`;
}

/** A database with a new name. */
export function freshDatabase(): FreshDatabase {
  const url = databaseUrl(`test_${randomUUID().replaceAll('-', '')}`);
  const drop = async () => {
    const client = await new MongoClient(url).connect();
    await client.db().dropDatabase();
    await client.close();
  };
  return { url, drop };
}
