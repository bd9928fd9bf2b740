import { MongoStore } from '#storage/mongodb/mongo-store.ts';
import { type FreshDatabase, freshDatabase } from '../../mongodb/fresh-database.ts';
import { create, draft, find, identifier, transact, update, withIdentifier } from '../contract/writes.ts';

let database: FreshDatabase;
let stores: MongoStore[];

beforeAll(async () => {
  database = freshDatabase();
  stores = await Promise.all([MongoStore.open(database.url), MongoStore.open(database.url)]);
});

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

/** The store that takes the i-th of many requests. */
const storeOf = (i: number): MongoStore => stores[i % 2] as MongoStore;

it('creates one resource for 50 who ask for it at once, half of them at each server', async () => {
  const unless = withIdentifier('Patient', 'crowd');
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      transact(storeOf(i), create(draft('Patient', `crowd-${i}`, { index: [identifier('crowd')] }), unless)),
    ),
  );
  const outcomes = results.map(({ written }) => written[0]?.outcome);
  expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'matched')).toHaveLength(49);
  expect(await find(storeOf(0), 'Patient', unless.where)).toHaveLength(1);
});

it('numbers versions without a gap, in an order of time that never runs backwards', async () => {
  await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      transact(storeOf(i), update(draft('Basic', `b${i % 4}`, { content: `,"n":${i}` }))),
    ),
  );
  const { versions } = await storeOf(1).history({ type: 'Basic', count: 100 });
  expect(versions).toHaveLength(40);
  const times = versions.map(({ lastUpdated }) => lastUpdated);
  expect(times).toEqual([...times].sort().reverse());
  for (const id of ['b0', 'b1', 'b2', 'b3']) {
    const own = versions.filter((version) => version.id === id).map(({ versionId }) => Number(versionId));
    expect(own).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  }
});

it('sees at one server what another has acknowledged', async () => {
  for (let i = 0; i < 10; i++) {
    await transact(storeOf(i), create(draft('Group', `g${i}`, { index: [identifier(`g${i}`)] })));
    const { where } = withIdentifier('Group', `g${i}`);
    expect(await find(storeOf(i + 1), 'Group', where)).toEqual([`g${i}`]);
  }
});
