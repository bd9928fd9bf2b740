import type { ResourceStore } from '#storage/resource-store.ts';
import type { OpenedStore, OpenStore } from './open-store.ts';

const CROWD = 20;

const times = <T>(act: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CROWD }, (_, i) => act(i)));

const later = () => Date.now() + 3_600_000;
const past = () => Date.now() - 1;

/** The server's own records: what is read back, what is over, and who wins where several write at once. */
export function describeRecords(open: OpenStore): void {
  let opened: OpenedStore;
  let store: ResourceStore;
  beforeAll(async () => {
    opened = await open();
    store = opened.store;
  });
  afterAll(() => opened.dispose());

  it('has nothing that was never written', async () => {
    expect(await store.records.read('grant', 'nobody')).toBeUndefined();
    expect(await store.records.list('grant')).toEqual([]);
    expect(await store.records.remove('grant', 'nobody')).toBe(false);
  });

  it('gives back what was written, and counts its writes', async () => {
    const value = '{"name":"Ä ✓"}';
    expect(await store.records.write({ kind: 'client', key: 'a', value: '{}' })).toBe(1);
    expect(await store.records.write({ kind: 'client', key: 'a', value })).toBe(2);
    expect(await store.records.read('client', 'a')).toEqual({ kind: 'client', key: 'a', version: 2, value });
    expect(await store.records.read('user', 'a')).toBeUndefined();
  });

  it('keeps kind and key apart, whatever is in them', async () => {
    await store.records.write({ kind: 'x', key: 'y z', value: '1' });
    await store.records.write({ kind: 'x y', key: 'z', value: '2' });
    await store.records.write({ kind: 'x', key: '{"$ne":""}', value: '3' });
    const found = await Promise.all([store.records.read('x', 'y z'), store.records.read('x y', 'z')]);
    expect(found.map((record) => record?.value)).toEqual(['1', '2']);
  });

  it('lists a kind by key', async () => {
    for (const key of ['b', 'c', 'a']) await store.records.write({ kind: 'listed', key, value: key });
    expect((await store.records.list('listed')).map(({ key, value }) => [key, value])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['c', 'c'],
    ]);
  });

  it('writes nothing where the expected version is not there', async () => {
    await store.records.write({ kind: 'code', key: 'v', value: '1' });
    expect(await store.records.write({ kind: 'code', key: 'v', value: '2', expected: 0 })).toBeUndefined();
    expect(await store.records.write({ kind: 'code', key: 'v', value: '2', expected: 7 })).toBeUndefined();
    expect(await store.records.write({ kind: 'code', key: 'w', value: '2', expected: 1 })).toBeUndefined();
    expect((await store.records.read('code', 'v'))?.value).toBe('1');
    expect(await store.records.read('code', 'w')).toBeUndefined();
  });

  it('lets one of many make a record that was not there', async () => {
    const made = await times((i) =>
      store.records.write({ kind: 'once', key: 'jti', value: `${i}`, expires: later(), expected: 0 }),
    );
    expect(made.filter((version) => version !== undefined)).toEqual([1]);
  });

  it('lets one of many go on from a version', async () => {
    await store.records.write({ kind: 'once', key: 'code', value: 'fresh', expires: later() });
    const consumed = await times((i) =>
      store.records.write({ kind: 'once', key: 'code', value: `${i}`, expires: later(), expected: 1 }),
    );
    expect(consumed.filter((version) => version !== undefined)).toEqual([2]);
  });

  it('lets one of many take a record away', async () => {
    await store.records.write({ kind: 'once', key: 'launch', value: '{}', expires: later() });
    const taken = await times(() => store.records.remove('once', 'launch'));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await store.records.read('once', 'launch')).toBeUndefined();
  });

  it('takes what is over for what is not there', async () => {
    await store.records.write({ kind: 'over', key: 'a', value: '{}', expires: past() });
    await store.records.write({ kind: 'over', key: 'b', value: '{}', expires: later() });
    expect(await store.records.read('over', 'a')).toBeUndefined();
    expect((await store.records.list('over')).map(({ key }) => key)).toEqual(['b']);
    expect(await store.records.remove('over', 'a')).toBe(false);
    expect(await store.records.write({ kind: 'over', key: 'a', value: '{}', expected: 0 })).toBe(1);
  });

  it('keeps a record that is written again without an end', async () => {
    await store.records.write({ kind: 'over', key: 'c', value: '1', expires: later() });
    await store.records.write({ kind: 'over', key: 'c', value: '2' });
    await store.records.write({ kind: 'over', key: 'd', value: '{}', expires: past() });
    expect((await store.records.read('over', 'c'))?.value).toBe('2');
  });

  it('has everything after the store was opened again', async () => {
    await store.records.write({ kind: 'kept', key: 'k', value: 'here', expires: later() });
    store = await opened.reopen();
    expect((await store.records.read('kept', 'k'))?.value).toBe('here');
  });
}
