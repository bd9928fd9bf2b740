import { MongoStore } from '#storage/mongodb/mongo-store.ts';
import { StoreUnavailable } from '#storage/resource-store.ts';
import { type FreshDatabase, freshDatabase } from '../../mongodb/fresh-database.ts';
import { type FailingNetwork, startProxy } from '../../mongodb/proxy.ts';
import { create, draft, EVERYTHING, find, transact, update } from '../contract/writes.ts';

let database: FreshDatabase;
let proxy: FailingNetwork;
let store: MongoStore;

beforeAll(async () => {
  database = freshDatabase();
  proxy = await startProxy(database.url);
  store = await MongoStore.open(proxy.url);
});

afterAll(async () => {
  await store.close();
  await proxy.close();
  await database.drop();
});

const bundle = (name: string) => [
  create(draft('Patient', `${name}-1`)),
  create(draft('Patient', `${name}-2`)),
  create(draft('Observation', `${name}-3`)),
];

it.each([
  ['before the first statement arrives', 'findAndModify', 'before'],
  ['behind the first statement', 'findAndModify', 'behind'],
  ['before the resources arrive', 'insert', 'before'],
  ['behind some of the resources', 'insert', 'behind'],
  ['before the commit arrives', 'commitTransaction', 'before'],
  ['when the commit is done but its answer is lost', 'commitTransaction', 'behind'],
] as const)('stores a bundle once when the connection is cut %s', async (when, command, place) => {
  const name = when.replaceAll(' ', '-');
  proxy.cut(command, place);
  const { written } = await transact(store, ...bundle(name));
  expect(written.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
  for (const { type, id, lastUpdated } of written) {
    expect(await store.read(type, id)).toMatchObject({ versionId: '1', lastUpdated });
    expect((await store.history({ type, id, count: 10 })).versions).toHaveLength(1);
  }
});

it('repeats an update whose commit was not answered without a second version', async () => {
  await transact(store, update(draft('Basic', 'counted')));
  proxy.cut('commitTransaction', 'behind');
  const { written } = await transact(store, update(draft('Basic', 'counted', { content: ',"n":1' })));
  expect(written).toMatchObject([{ outcome: 'updated', versionId: '2' }]);
  expect(await store.read('Basic', 'counted')).toMatchObject({ versionId: '2' });
});

it('says that it is unavailable while the database is away, and goes on by itself when it is back', async () => {
  await transact(store, create(draft('Device', 'before')));
  expect(await store.ready()).toBe(true);
  proxy.setDown(true);
  expect(await store.ready()).toBe(false);
  await expect(store.read('Device', 'before')).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(find(store, 'Device', EVERYTHING)).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(transact(store, create(draft('Device', 'meanwhile')))).rejects.toBeInstanceOf(
    StoreUnavailable,
  );
  proxy.setDown(false);
  expect(await store.ready()).toBe(true);
  await transact(store, create(draft('Device', 'behind')));
  expect(await find(store, 'Device', EVERYTHING)).toEqual(['before', 'behind']);
});
