import { type Db, MongoClient } from 'mongodb';
import { StoreUnavailable } from '../resource-store.ts';
import { storeError } from './store-error.ts';

/** The oldest MongoDB whose transactions and lookups the store relies on. */
const OLDEST = 7;

/** The database where MONGODB_URL names none. */
const DEFAULT_DATABASE = 'fhir';

/** How long an operation looks for a primary, in milliseconds. */
const SELECTION_TIMEOUT = 5000;

/** How long one answer may take, in milliseconds; beyond it the connection counts as lost. */
const SOCKET_TIMEOUT = 60_000;

/**
 * Connects to the MongoDB at `url` and checks that it can do what the store needs. Throws StoreUnavailable
 * with a sentence for a person: no server, wrong credentials, not a replica set, too old.
 */
export async function connect(url: string): Promise<{ client: MongoClient; database: Db }> {
  const client = new MongoClient(url, {
    appName: 'trial-fhir-server',
    ...unlessIn(url, 'serverSelectionTimeoutMS', SELECTION_TIMEOUT),
    ...unlessIn(url, 'socketTimeoutMS', SOCKET_TIMEOUT),
    // What a search finds was stored for good: an acknowledged write is, and nothing else is looked at.
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  });
  try {
    await client.connect();
    const database = client.db(namesDatabase(url) ? undefined : DEFAULT_DATABASE);
    await checkServer(database);
    return { client, database };
  } catch (error) {
    await client.close();
    throw storeError(error);
  }
}

/** A setting that the URL may give in another way. */
function unlessIn(url: string, setting: string, value: number): Record<string, number> {
  return new RegExp(`[?&]${setting}=`, 'i').test(url) ? {} : { [setting]: value };
}

/** Whether the URL has a path: `mongodb://host/study?...` */
const namesDatabase = (url: string): boolean => /^[^/]+:\/\/[^/]+\/[^?]/.test(url);

async function checkServer(database: Db): Promise<void> {
  const { version } = (await database.command({ buildInfo: 1 })) as { version: string };
  if (Number(version.split('.')[0]) < OLDEST) {
    throw new StoreUnavailable(`the database is MongoDB ${version}; ${OLDEST}.0 or newer is needed`);
  }
  const hello = await database.command({ hello: 1 });
  // A shard router has no set of its own, but what stands behind it are replica sets.
  if (hello.setName === undefined && hello.msg !== 'isdbgrid') {
    throw new StoreUnavailable(
      'the database is not a replica set, so it has no transactions; start mongod with --replSet and run rs.initiate()',
    );
  }
}
