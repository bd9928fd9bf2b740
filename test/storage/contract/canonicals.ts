import { StoredCanonicals } from '#storage/stored-canonicals.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { draft, remove, transact, update } from './writes.ts';

/** A code system as a store has it. */
const codeSystem = (id: string, url: string, more = '') =>
  draft('CodeSystem', id, { content: `,"url":"${url}","status":"active","content":"complete"${more}` });

/** What clients have stored is found by its url, whoever wrote it. */
export function describeCanonicals(open: OpenStore): void {
  const store = useStore(open);

  /** Two servers on one store, the second with a clock that a test moves. */
  function servers() {
    let time = 0;
    const own = new StoredCanonicals(store(), ['CodeSystem']);
    const other = new StoredCanonicals(store(), ['CodeSystem'], () => time);
    const wait = (milliseconds: number) => {
      time += milliseconds;
    };
    return { own, other, wait, watched: own.watch() };
  }
  const urlsOf = (canonicals: StoredCanonicals) => canonicals.all('CodeSystem').map(({ url }) => url);

  it('finds what was there before, and its own writes at once', async () => {
    await transact(store(), update(codeSystem('before', 'urn:before')));
    const { own, watched } = servers();
    await own.refresh();
    expect(own.entries('CodeSystem', 'urn:before')).toHaveLength(1);
    const generation = own.generation();
    await transact(watched, update(codeSystem('mine', 'urn:mine')));
    await own.refresh();
    expect(own.entries('CodeSystem', 'urn:mine')).toHaveLength(1);
    expect(own.generation()).toBeGreaterThan(generation);
  });

  it('forgets what was changed or deleted', async () => {
    const { own, watched } = servers();
    await transact(watched, update(codeSystem('c', 'urn:old')));
    await own.refresh();
    await transact(watched, update(codeSystem('c', 'urn:new')));
    await own.refresh();
    expect([own.entries('CodeSystem', 'urn:old'), own.entries('CodeSystem', 'urn:new')]).toMatchObject([
      [],
      [{ url: 'urn:new' }],
    ]);
    await transact(watched, remove('CodeSystem', 'c'));
    await own.refresh();
    expect(own.entries('CodeSystem', 'urn:new')).toEqual([]);
  });

  it('reads a resource once it is fetched, as it is then', async () => {
    const { own, watched } = servers();
    await transact(watched, update(codeSystem('read', 'urn:read', ',"concept":[{"code":"a"}]')));
    await own.refresh();
    const [entry] = own.entries('CodeSystem', 'urn:read');
    if (!entry) throw new Error('it is not there');
    expect(own.read(entry)).toBeUndefined();
    await own.fetch(entry);
    expect(own.read(entry)).toMatchObject({ concept: [{ code: 'a' }] });
    await transact(watched, update(codeSystem('read', 'urn:read', ',"concept":[{"code":"b"}]')));
    await own.refresh();
    expect(own.read(entry)).toBeUndefined();
  });

  it('notices the writes of another server within a second', async () => {
    const { own, other, wait, watched } = servers();
    await other.refresh();
    await transact(watched, update(codeSystem('theirs', 'urn:theirs')));
    expect(other.refresh()).toBeUndefined();
    expect(urlsOf(other)).not.toContain('urn:theirs');
    wait(1001);
    // The look is taken in passing; the next one that has to be waited for comes behind it.
    expect(other.refresh()).toBeUndefined();
    await other.settled();
    expect(urlsOf(other)).toContain('urn:theirs');
    await own.refresh();
    expect(urlsOf(own)).toContain('urn:theirs');
  });

  it('does not use a resource that is too large to be read at once', async () => {
    const { own, watched } = servers();
    await transact(
      watched,
      update(codeSystem('large', 'urn:large', `,"purpose":"${'x'.repeat(4_000_000)}"`)),
    );
    await own.refresh();
    expect(own.entries('CodeSystem', 'urn:large')).toEqual([]);
  });
}
