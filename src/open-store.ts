import type { Logger } from 'pino';
import type { Config } from '#config.ts';
import type { Conformance } from '#conformance/load-conformance.ts';
import { keyOnDemand } from '#secret/key-file.ts';
import { rememberUnits } from '#storage/remember-units.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { sealSecrets } from '#storage/sealed-records.ts';
import { SqliteStore } from '#storage/sqlite/sqlite-store.ts';

/** Opens the store that the configuration names: MongoDB where MONGODB_URL is set, else SQLite in the data folder. */
export async function openStore(
  config: Config,
  { parameters }: Conformance,
  log: Pick<Logger, 'warn'>,
): Promise<ResourceStore> {
  const open = (store: ResourceStore) =>
    rememberUnits(sealSecrets(store, keyOnDemand(config.secretsKey, 'SECRETS_KEY')));
  if (config.mongodbUrl === undefined) return open(await SqliteStore.open(config.dataFolder));
  // The driver is large; a server on the embedded store does not load it.
  const [{ MongoStore }, { indexedParameters }] = await Promise.all([
    import('#storage/mongodb/mongo-store.ts'),
    import('#storage/mongodb/indexed-parameters.ts'),
  ]);
  const warn = (message: string) => log.warn(message);
  const parametersOf = indexedParameters(parameters);
  return open(await MongoStore.open(config.mongodbUrl, { parametersOf, warn }));
}
