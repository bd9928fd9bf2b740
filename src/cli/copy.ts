import { createHash, type Hash } from 'node:crypto';
import pino from 'pino';
import { baseUrlOf, type Config, readConfig } from '#config.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import { createIndexer, type IndexResource } from '#search/index-resource.ts';
import { type Conformance, loadConformance, openStore } from '#server.ts';
import type { ResourceStore, StoredVersion, Write } from '#storage/resource-store.ts';
import { copyAccounts } from './copy/copy-accounts.ts';

/** Versions read and written at once. */
const AT_ONCE = 500;

export interface CopyOptions {
  /** `mongodb://...`, or the data folder of an embedded store. */
  to: string;
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
}

/** What a store holds of one type. */
interface Holdings {
  versions: number;
  hash: Hash;
}

/**
 * `copy`: takes all versions of all resources from the store of the environment into another, empty one, in
 * commit order, with their numbers, times and methods. Then reads the copy back and compares count and hash of
 * every type. Users, clients and keys of the authorization server go along. The exit code is 0 if all are the same.
 */
export async function copyCommand({ to, environment, say }: CopyOptions): Promise<number> {
  const config = readConfig(environment);
  const conformance = loadConformance();
  const source = await openStore(config, conformance, pino({ level: 'warn' }));
  try {
    const target = await openStore(
      targetConfig(config, to, environment),
      conformance,
      pino({ level: 'warn' }),
    );
    try {
      const code = await copy(source, target, indexer(config, conformance), say);
      const { users, clients } = await copyAccounts(source, target);
      if (users || clients)
        say(`${users} users and ${clients} clients copied; what was granted to apps was not`);
      return code;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** The copy has the settings of the original; a key that lies beside the data folder, each has of its own. */
function targetConfig(config: Config, to: string, environment: CopyOptions['environment']): Config {
  if (/^mongodb(\+srv)?:\/\//.test(to)) return { ...config, mongodbUrl: to };
  return readConfig({ ...environment, MONGODB_URL: '', DATA_FOLDER: to });
}

function indexer(config: Config, { definitions, parameters }: Conformance): IndexResource {
  return createIndexer(definitions, parameters, baseUrlOf(config));
}

async function copy(
  source: ResourceStore,
  target: ResourceStore,
  index: IndexResource,
  say: CopyOptions['say'],
): Promise<number> {
  if ((await target.history({ count: 1 })).versions.length)
    throw new Error('the store to copy into is not empty');
  const sent = new Map<string, Holdings>();
  let copied = 0;
  for await (const page of versions(source)) {
    for (const version of page) note(version, sent);
    for (const batch of withoutRepeats(page)) await restore(batch, target, index);
    copied += page.length;
    if (copied % (AT_ONCE * 20) < AT_ONCE) say(`${copied} versions copied`);
  }
  const received = new Map<string, Holdings>();
  for await (const page of versions(target)) for (const version of page) note(version, received);
  return compare(sent, received, say);
}

async function* versions(store: ResourceStore): AsyncGenerator<StoredVersion[]> {
  let after: number | undefined;
  do {
    const page = await store.history({
      count: AT_ONCE,
      oldestFirst: true,
      ...(after === undefined ? {} : { after }),
    });
    yield page.versions;
    after = page.next;
  } while (after !== undefined);
}

function note(
  { type, id, versionId, lastUpdated, method, text = '' }: StoredVersion,
  holdings: Map<string, Holdings>,
): void {
  const ofType = holdings.get(type) ?? { versions: 0, hash: createHash('sha256') };
  ofType.versions++;
  ofType.hash.update(`${id}\n${versionId}\n${lastUpdated}\n${method}\n${text}\n`);
  holdings.set(type, ofType);
}

/** Runs of versions in which no resource comes twice: a transaction writes a resource once. */
function* withoutRepeats(page: StoredVersion[]): Generator<StoredVersion[]> {
  let run: StoredVersion[] = [];
  let seen = new Set<string>();
  for (const version of page) {
    const identity = `${version.type}/${version.id}`;
    if (seen.has(identity)) {
      yield run;
      run = [];
      seen = new Set();
    }
    seen.add(identity);
    run.push(version);
  }
  if (run.length) yield run;
}

async function restore(batch: StoredVersion[], target: ResourceStore, index: IndexResource): Promise<void> {
  const writes = batch.map((version): Write => {
    const values = version.text === undefined ? [] : index(parseJson(version.text) as Resource);
    return { kind: 'restore', place: '', version, index: values };
  });
  await target.transact({ writes, references: [], reads: [], representation: false });
}

function compare(
  sent: Map<string, Holdings>,
  received: Map<string, Holdings>,
  say: CopyOptions['say'],
): number {
  let different = 0;
  for (const type of [...new Set([...sent.keys(), ...received.keys()])].sort()) {
    const [a, b] = [sent.get(type), received.get(type)].map(
      (h) => `${h?.versions ?? 0} versions, SHA-256 ${h?.hash.digest('hex').slice(0, 16) ?? '-'}`,
    );
    if (a !== b) different++;
    say(a === b ? `  ${type}: ${a}` : `  ${type}: ${a}, but the copy has ${b}`);
  }
  say(different ? `the copy differs in ${different} types` : 'the copy is the same, history included');
  return different ? 1 : 0;
}
