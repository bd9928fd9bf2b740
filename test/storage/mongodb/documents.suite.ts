import { Decimal128, MongoClient } from 'mongodb';
import type { SearchExpression } from '#search/search-expression.ts';
import { MongoStore } from '#storage/mongodb/mongo-store.ts';
import { type FreshDatabase, freshDatabase } from '../../mongodb/fresh-database.ts';
import { create, draft, find, identifier, reference, remove, transact, update } from '../contract/writes.ts';

let database: FreshDatabase;
let store: MongoStore;
let client: MongoClient;

beforeAll(async () => {
  database = freshDatabase();
  store = await MongoStore.open(database.url, {
    parametersOf: () => [{ code: 'individual', kind: 'reference' }],
  });
  client = await new MongoClient(database.url).connect();
});

afterAll(async () => {
  await client.close();
  await store.close();
  await database.drop();
});

const documentOf = (type: string, id: string) =>
  client.db().collection<{ _id: string }>(type).findOne({ _id: id });

it('keeps a resource as a document that a person can read and query', async () => {
  const content = ',"status":"final","valueQuantity":{"value":7.10,"unit":"%"},"note":[{"text":"a.b $c"}]';
  const index = [identifier('lab-1'), reference('subject', 'Patient', 'p')];
  await transact(store, create(draft('Observation', 'o', { content, index })));
  expect(await documentOf('Observation', 'o')).toMatchObject({
    _id: 'o',
    version: 1,
    lastUpdated: expect.any(Date),
    resource: {
      resourceType: 'Observation',
      id: 'o',
      status: 'final',
      valueQuantity: { value: Decimal128.fromString('7.10'), unit: '%' },
      note: [{ text: 'a.b $c' }],
    },
    search: {
      token: { identifier: { system: 'urn:example:identifiers', code: 'lab-1' } },
      reference: { subject: { target: 'Patient/p' } },
    },
  });
  const high = { 'resource.valueQuantity.value': { $gt: 7 } };
  expect(await client.db().collection('Observation').countDocuments(high)).toBe(1);
});

it('keeps every version in the history, and one current document', async () => {
  await transact(store, create(draft('Basic', 'b')));
  await transact(store, update(draft('Basic', 'b', { content: ',"n":2' })));
  await transact(store, remove('Basic', 'b'));
  expect(await client.db().collection('Basic').countDocuments({})).toBe(1);
  const versions = await client.db().collection('history').find({ type: 'Basic', id: 'b' }).toArray();
  expect(versions.map(({ _id }) => String(_id)).sort()).toEqual([
    'Basic/b/_history/1',
    'Basic/b/_history/2',
    'Basic/b/_history/3',
  ]);
});

it('refuses a resource that is larger than a document, before anything is written', async () => {
  const content = `,"data":"${'A'.repeat(17 * 1024 * 1024)}"`;
  const writes = [create(draft('Group', 'small')), create(draft('Binary', 'large', { content }))];
  await expect(transact(store, ...writes)).rejects.toMatchObject({
    status: 413,
    issues: [{ code: 'too-long' }],
  });
  expect(await store.read('Group', 'small')).toBeUndefined();
  expect(await store.read('Binary', 'large')).toBeUndefined();
});

it('follows chains from and to more resources than can be named one by one', async () => {
  const numbers = Array.from({ length: 5100 }, (_, i) => i);
  const active = { kind: 'token' as const, parameter: 'active', system: null, code: 'true' };
  const patients = numbers.map((i) => create(draft('Patient', `p${i}`, { index: i ? [active] : [] })));
  const subjects = numbers.map((i) => {
    const index = [reference('individual', 'Patient', `p${i}`), ...(i === 1 ? [] : [active])];
    return create(draft('ResearchSubject', `s${i}`, { index }));
  });
  await transact(store, ...patients, ...subjects);
  const isActive = { op: 'token' as const, parameter: 'active', code: 'true' };
  const targets = [{ type: 'Patient', of: isActive }];
  const chain = { op: 'chain' as const, parameter: 'individual', targets };
  const has = { op: 'has' as const, type: 'ResearchSubject', parameter: 'individual', of: isActive };
  const among = (ids: string[], of: SearchExpression): SearchExpression => ({
    op: 'all',
    of: [{ op: 'id', ids }, of],
  });
  const not = (of: SearchExpression): SearchExpression => ({ op: 'not', of });
  const three = ['s0', 's1', 's2'];
  expect(await find(store, 'ResearchSubject', among(three, chain))).toEqual(['s1', 's2']);
  expect(await find(store, 'ResearchSubject', among(three, not(chain)))).toEqual(['s0']);
  expect(await find(store, 'Patient', among(['p0', 'p1'], has))).toEqual(['p0']);
  expect(await find(store, 'Patient', among(['p0', 'p1'], not(has)))).toEqual(['p1']);
}, 60_000);
