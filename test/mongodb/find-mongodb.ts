import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { startGateway } from './gateway/gateway.ts';

/** A MongoDB for tests. */
export interface FoundMongodb {
  /** Without a database: each test names its own. */
  url: string;
  /** How it was found, for the log. */
  by: string;
  /** PostgreSQL's port, if the engine is DocumentDB: tests of faults start gateways of their own to it. */
  enginePort?: number;
  stop: () => Promise<void>;
}

/**
 * Finds or starts a MongoDB: MONGODB_URL, a mongod that mongodb-memory-server can fetch, or DocumentDB from
 * Debian's packages behind a gateway. Throws, with all reasons, if none of these can be had.
 */
export async function findMongodb(): Promise<FoundMongodb> {
  const given = process.env.MONGODB_URL?.trim();
  if (given) return { url: given, by: 'MONGODB_URL', stop: async () => {} };
  const reasons: string[] = [];
  for (const attempt of [memoryServer, documentdb]) {
    try {
      return await attempt();
    } catch (error) {
      reasons.push(`${attempt.name}: ${(error as Error).message}`);
    }
  }
  throw new Error(`no MongoDB for the tests; set MONGODB_URL to a replica set\n${reasons.join('\n')}`);
}

async function memoryServer(): Promise<FoundMongodb> {
  if (!(await canFetchMongod())) throw new Error('its download cannot be reached');
  const { MongoMemoryReplSet } = await import('mongodb-memory-server-core');
  const set = await MongoMemoryReplSet.create({
    binary: { version: '8.0.4' },
    replSet: { count: 1, storageEngine: 'wiredTiger' },
  });
  return {
    url: set.getUri(),
    by: 'mongodb-memory-server',
    stop: async () => {
      await set.stop();
    },
  };
}

/** Asked first, since the download itself would be tried again for minutes. */
async function canFetchMongod(): Promise<boolean> {
  try {
    const answer = await fetch('https://fastdl.mongodb.org/', {
      method: 'HEAD',
      signal: AbortSignal.timeout(5000),
    });
    return answer.status < 500;
  } catch {
    return false;
  }
}

async function documentdb(): Promise<FoundMongodb> {
  const script = fileURLToPath(new URL('./start-documentdb.sh', import.meta.url));
  const enginePort = Number(execFileSync(script, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
  const gateway = await startGateway({ enginePort });
  const url = `mongodb://127.0.0.1:${gateway.port}/?retryWrites=false`;
  const client = await new MongoClient(url).connect();
  await client.close();
  return { url, by: 'DocumentDB', enginePort, stop: gateway.close };
}
