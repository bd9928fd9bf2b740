import type { Resource } from '#fhir/resource.ts';
import type { IndexValue, SearchQuery, SortKey } from '#search/search-expression.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, EVERYTHING, find, queryOf, remove, transact } from './writes.ts';

/** id -> [values of `rank`, value of `letter`]; `none` has neither. */
const RANKED: Record<string, [ranks: number[], letter?: string]> = {
  a: [[2], 'x'],
  b: [[1], 'y'],
  c: [[2], 'y'],
  none: [[]],
  d: [[1], 'x'],
  e: [[0, 9], 'x'],
  f: [[2]],
};

const by = (parameter: 'rank' | 'letter', descending = false): SortKey => ({
  by: 'parameter',
  parameters: [parameter],
  kind: parameter === 'rank' ? 'number' : 'string',
  descending,
});

const indexOf = ([ranks, letter]: (typeof RANKED)[string]): IndexValue[] => [
  ...ranks.map((rank): IndexValue => ({ kind: 'number', parameter: 'rank', low: rank, high: rank })),
  ...(letter ? [{ kind: 'string', parameter: 'letter', value: letter, folded: letter } as const] : []),
];

/** Follows the pages of a search to the end. */
async function walk(store: ResourceStore, query: SearchQuery, between = async () => {}): Promise<string[]> {
  const ids: string[] = [];
  let after = query.after;
  do {
    const page = await store.search({ ...query, ...(after === undefined ? {} : { after }) });
    expect(page.entries.length).toBeLessThanOrEqual(query.count);
    ids.push(...page.entries.map(({ id }) => id));
    // A place goes to the client and back as JSON.
    after = page.next && JSON.parse(JSON.stringify(page.next));
    await between();
  } while (after !== undefined);
  return ids;
}

/** Order, pages and totals. */
export function describeSearchPages(open: OpenStore): void {
  const store = useStore(open);

  beforeAll(async () => {
    for (const [id, values] of Object.entries(RANKED))
      await transact(store(), create(draft('List', id, { index: indexOf(values) })));
  });

  const orders: [string, SortKey[], string][] = [
    ['nothing: in the order of creation', [], 'a b c none d e f'],
    ['a number', [by('rank')], 'e b d a c f none'],
    ['a number, backwards, with equals too', [by('rank', true)], 'e f c a d b none'],
    ['a string', [by('letter')], 'a d e b c none f'],
    ['two keys', [by('letter'), by('rank', true)], 'e a d c b f none'],
    ['two keys, the first backwards', [by('rank', true), by('letter')], 'e a c f d b none'],
    ['the id', [{ by: 'id', descending: true }], 'none f e d c b a'],
  ];

  it.each(orders)('sorts by %s', async (_, sort, expected) => {
    expect((await find(store(), 'List', EVERYTHING, { sort })).join(' ')).toBe(expected);
  });

  it('sorts by the last change', async () => {
    const sort: SortKey[] = [{ by: 'last-updated', descending: true }];
    const { entries } = await store().search(queryOf('List', EVERYTHING, { sort }));
    const times = entries.map(({ text }) => (JSON.parse(text) as Resource).meta?.lastUpdated);
    expect(times).toEqual([...times].sort().reverse());
    expect(await walk(store(), queryOf('List', EVERYTHING, { sort, count: 2 }))).toEqual(
      entries.map(({ id }) => id),
    );
  });

  it.each(orders)('pages through by %s, one and two and three at a time', async (_, sort) => {
    const whole = await find(store(), 'List', EVERYTHING, { sort });
    for (const count of [1, 2, 3])
      expect(await walk(store(), queryOf('List', EVERYTHING, { sort, count }))).toEqual(whole);
  });

  it.each(orders)('pages back by %s as it came', async (_, sort) => {
    const whole = await find(store(), 'List', EVERYTHING, { sort });
    for (const count of [1, 2, 3]) {
      const pages: string[][] = [];
      let page = await store().search(queryOf('List', EVERYTHING, { sort, count }));
      expect(page.previous).toBeUndefined();
      while (page.next)
        page = await store().search(queryOf('List', EVERYTHING, { sort, count, after: page.next }));
      while (true) {
        pages.unshift(page.entries.map(({ id }) => id));
        if (!page.previous) break;
        page = await store().search(queryOf('List', EVERYTHING, { sort, count, before: page.previous }));
      }
      expect(pages.flat()).toEqual(whole);
    }
  });

  it('pages forward again from a page that was reached backwards', async () => {
    const query = (given: Partial<SearchQuery>) =>
      store().search(queryOf('List', EVERYTHING, { sort: [by('rank')], count: 2, ...given }));
    const second = await query({ after: (await query({})).next! });
    const first = await query({ before: second.previous! });
    expect((await query({ after: first.next! })).entries).toEqual(second.entries);
  });

  describe('several types at once', () => {
    const targets = ['Basic', 'Flag', 'Media'].map((type) => ({ type, where: EVERYTHING }));
    const search = (given: Partial<SearchQuery>) =>
      store().search(queryOf('Basic', EVERYTHING, { targets, ...given }));

    beforeAll(async () => {
      for (const [i, type] of ['Flag', 'Basic', 'Media', 'Basic', 'Flag'].entries())
        await transact(store(), create(draft(type, `${type.toLowerCase()}-${i}`)));
    });

    it('come in the order of their creation, and are counted together', async () => {
      const { entries, total } = await search({});
      expect(entries.map(({ type, id }) => `${type}/${id}`)).toEqual([
        'Flag/flag-0',
        'Basic/basic-1',
        'Media/media-2',
        'Basic/basic-3',
        'Flag/flag-4',
      ]);
      expect(total).toBe(5);
      expect((await search({ count: 0, total: true })).total).toBe(5);
    });

    it.each([
      ['creation', [], 'flag-0 basic-1 media-2 basic-3 flag-4'],
      ['id', [{ by: 'id', descending: false }], 'basic-1 basic-3 flag-0 flag-4 media-2'],
      [
        'last change, backwards',
        [{ by: 'last-updated', descending: true }],
        'flag-4 basic-3 media-2 basic-1 flag-0',
      ],
    ] satisfies [string, SortKey[], string][])(
      'come page by page in the order of %s',
      async (_, sort, expected) => {
        const query = queryOf('Basic', EVERYTHING, { targets, sort, count: 2 });
        expect((await walk(store(), query)).join(' ')).toBe(expected);
      },
    );
  });

  it('counts all matches when asked, and when it has seen them all', async () => {
    const total = async (given: Partial<SearchQuery>) =>
      (await store().search(queryOf('List', EVERYTHING, given))).total;
    expect(await total({ count: 2, total: true })).toBe(7);
    expect(await total({ count: 100 })).toBe(7);
    expect(await total({ count: 2 })).toBeUndefined();
    expect(await store().search(queryOf('List', EVERYTHING, { count: 0, total: true }))).toEqual({
      entries: [],
      total: 7,
    });
  });

  it('has no next page behind the last match', async () => {
    expect(await store().search(queryOf('List', EVERYTHING, { count: 7 }))).not.toHaveProperty('next');
  });

  it.each([
    ['in the order of creation', 'Task', []],
    ['by a value', 'Appointment', [by('rank')]],
    ['by a value, backwards', 'Schedule', [by('rank', true)]],
  ])('gives each of many once, %s, although others write', async (_, type, sort) => {
    const task = (id: string, rank: number) =>
      create(draft(type, id, { index: [{ kind: 'number', parameter: 'rank', low: rank, high: rank }] }));
    const ids = Array.from({ length: 40 }, (_, i) => `task-${i}`);
    await transact(store(), ...ids.map((id, i) => task(id, i % 4)));
    let n = 0;
    const seen = await walk(store(), queryOf(type, EVERYTHING, { sort, count: 7 }), async () => {
      await transact(store(), task(`new-${n}`, n % 5));
      if (n > 0) await transact(store(), remove(type, `new-${n - 1}`));
      n++;
    });
    expect(seen.filter((id) => id.startsWith('task-')).sort()).toEqual([...ids].sort());
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('begins to see a write when it is acknowledged', async () => {
    for (let i = 0; i < 20; i++) {
      await transact(store(), create(draft('Slot', `slot-${i}`)));
      expect(await find(store(), 'Slot', EVERYTHING)).toHaveLength(i + 1);
    }
  });
}
