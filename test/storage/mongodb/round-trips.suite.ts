import { MongoStore } from '#storage/mongodb/mongo-store.ts';
import { type FreshDatabase, freshDatabase } from '../../mongodb/fresh-database.ts';
import { type FailingNetwork, startProxy } from '../../mongodb/proxy.ts';
import {
  create,
  draft,
  identifier,
  queryOf,
  reference,
  transact,
  transactionOf,
  update,
  withIdentifier,
} from '../contract/writes.ts';

let database: FreshDatabase;
let proxy: FailingNetwork;
let store: MongoStore;

const TYPES = ['Patient', 'Encounter', 'Observation'];

const hundred = (name: string) =>
  Array.from({ length: 100 }, (_, i) =>
    create(
      draft(TYPES[i % 3] as string, `${name}-${i}`, {
        index: [identifier(name), reference('subject', 'Patient', `${name}-0`)],
      }),
    ),
  );

beforeAll(async () => {
  database = freshDatabase();
  proxy = await startProxy(database.url);
  store = await MongoStore.open(proxy.url);
  await transact(store, ...hundred('first'));
});

afterAll(async () => {
  await store.close();
  await proxy.close();
  await database.drop();
});

/** The commands that reach the database during `work`. */
async function commandsOf(work: () => Promise<unknown>): Promise<string[]> {
  proxy.commands.length = 0;
  await work();
  return [...proxy.commands];
}

const { where } = withIdentifier('Observation', 'first');

it('reads in one', async () => {
  expect(await commandsOf(() => store.read('Patient', 'first-0'))).toEqual(['find']);
  expect(await commandsOf(() => store.vread('Patient', 'first-0', '1'))).toEqual(['find']);
});

it('searches in one, and counts in a second', async () => {
  expect(await commandsOf(() => store.search(queryOf('Observation', where)))).toEqual(['aggregate']);
  expect(await commandsOf(() => store.search(queryOf('Observation', where, { total: true })))).toEqual([
    'aggregate',
    'aggregate',
  ]);
});

it('includes in one more, and follows a chain in one before', async () => {
  const include = {
    reverse: false,
    sourceType: 'Observation',
    follows: [{ parameter: 'subject', canonicalOf: [] }],
    iterate: false,
  };
  const included = () => store.search(queryOf('Observation', where, { includes: [include] }));
  expect(await commandsOf(included)).toEqual(['aggregate', 'aggregate']);
  const chain = {
    op: 'chain' as const,
    parameter: 'subject',
    targets: [{ type: 'Patient', of: withIdentifier('Patient', 'first').where }],
  };
  expect(await commandsOf(() => store.search(queryOf('Observation', chain)))).toEqual([
    'aggregate',
    'aggregate',
  ]);
});

it('asks once for the end that the chains of many types share', async () => {
  const targets = [{ type: 'Patient', of: withIdentifier('Patient', 'first').where }];
  const chain = { op: 'chain' as const, parameter: 'subject', targets };
  const query = queryOf('Observation', chain);
  const both = { ...query, targets: [...query.targets, { type: 'Encounter', where: { ...chain } }] };
  expect(await commandsOf(() => store.search(both))).toEqual(['aggregate', 'aggregate']);
});

it('turns a page of a history in one', async () => {
  expect(await commandsOf(() => store.history({ type: 'Patient', count: 50 }))).toEqual(['aggregate']);
});

it('stores a hundred new resources of three types in six', async () => {
  expect(await commandsOf(() => transact(store, ...hundred('second')))).toEqual([
    'findAndModify',
    'insert',
    'insert',
    'insert',
    'insert',
    'commitTransaction',
  ]);
});

it('decides a hundred conditions in one, and reads current versions in one a type', async () => {
  const conditional = hundred('third').map((write, i) =>
    i % 2 || write.kind !== 'create'
      ? update(draft('Patient', `first-${3 * i}`, { content: ',"active":true' }))
      : { ...write, unless: withIdentifier(write.draft.type, `third-${i}`) },
  );
  const commands = await commandsOf(() => store.transact(transactionOf(conditional)));
  expect(commands.filter((command) => command === 'aggregate')).toHaveLength(2);
  expect(commands.length).toBeLessThanOrEqual(10);
});
