import { type FoundMongodb, findMongodb } from './find-mongodb.ts';

declare global {
  /** Handed from global-setup to global-teardown. */
  var foundMongodb: FoundMongodb | undefined;
}

/** Finds one MongoDB for the whole run; without one the run fails, so that it can never pass by skipping. */
export default async function setup(): Promise<void> {
  const found = await findMongodb();
  process.stdout.write(`\nMongoDB for the tests: ${found.by}\n`);
  globalThis.foundMongodb = found;
  process.env.TEST_MONGODB_URL = found.url;
  if (found.enginePort) process.env.TEST_DOCUMENTDB_PORT = String(found.enginePort);
}
