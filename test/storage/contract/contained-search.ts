import type { ContainedQuery, IndexValue, SearchExpression, SearchQuery } from '#search/search-expression.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, queryOf, remove, transact, update } from './writes.ts';

const token = (code: string): IndexValue => ({ kind: 'token', parameter: 'code', system: null, code });
const is = (code: string): SearchExpression => ({ op: 'token', parameter: 'code', code });

/** A resource that contains medications, by their ids and codes. */
function container(type: string, id: string, medications: Record<string, string>) {
  const inside = Object.entries(medications);
  const contained = inside.map(([one, code]) => ({
    resourceType: 'Medication',
    id: one,
    code: { text: code },
  }));
  return draft(type, id, {
    content: `,"contained":${JSON.stringify(contained)}`,
    index: inside.map(([one, code]) => ({
      ...token(code),
      contained: { type: 'Medication', id: `#${one}` },
    })),
  });
}

/** Searches among what resources contain. */
export function describeContainedSearch(open: OpenStore): void {
  const store = useStore(open);

  beforeAll(async () => {
    await transact(
      store(),
      create(container('MedicationRequest', 'two', { a: 'x', b: 'x', c: 'y' })),
      create(draft('Medication', 'own', { index: [token('x')] })),
      create(container('MedicationDispense', 'one', { a: 'x' })),
      create(container('MedicationRequest', 'changed', { a: 'x', b: 'x' })),
      create(container('MedicationRequest', 'gone', { a: 'x' })),
    );
    await transact(
      store(),
      update(container('MedicationRequest', 'changed', { a: 'y', d: 'x' })),
      remove('MedicationRequest', 'gone'),
    );
  });

  const search = (where: SearchExpression, contained: ContainedQuery, given: Partial<SearchQuery> = {}) =>
    store().search(queryOf('Medication', where, { contained, ...given }));
  const urls = async (
    where: SearchExpression,
    contained: ContainedQuery,
    given: Partial<SearchQuery> = {},
  ) => {
    const { entries } = await search(where, contained, given);
    return entries.map((one) => `${one.type}/${one.id}${one.contained ? `#${one.contained}` : ''}`);
  };

  it('gives containers once, in the order of their creation', async () => {
    expect(await urls(is('x'), { both: false, give: 'container' })).toEqual([
      'MedicationRequest/two',
      'MedicationDispense/one',
      'MedicationRequest/changed',
    ]);
    expect(await urls(is('x'), { both: true, give: 'container' })).toEqual([
      'MedicationRequest/two',
      'Medication/own',
      'MedicationDispense/one',
      'MedicationRequest/changed',
    ]);
  });

  it('gives what is contained, by its container and its id', async () => {
    expect(await urls(is('x'), { both: true, give: 'contained' })).toEqual([
      'MedicationRequest/two#a',
      'MedicationRequest/two#b',
      'Medication/own',
      'MedicationDispense/one#a',
      'MedicationRequest/changed#d',
    ]);
    const { entries } = await search(is('y'), { both: false, give: 'contained' }, { count: 1 });
    expect(JSON.parse(entries[0]!.text)).toEqual({
      resourceType: 'Medication',
      id: 'c',
      code: { text: 'y' },
    });
  });

  it('asks each contained resource by itself', async () => {
    const both: SearchExpression = { op: 'all', of: [is('x'), is('y')] };
    expect(await urls(both, { both: true, give: 'container' })).toEqual([]);
    const other: SearchExpression = { op: 'not', of: is('x') };
    expect(await urls(other, { both: false, give: 'contained' })).toEqual([
      'MedicationRequest/two#c',
      'MedicationRequest/changed#a',
    ]);
  });

  it.each(['container', 'contained'] as const)('gives %s page by page, there and back', async (give) => {
    const contained = { both: true, give };
    const whole = await urls(is('x'), contained);
    const forth: string[] = [];
    let place: Partial<SearchQuery> = {};
    for (;;) {
      const page = await search(is('x'), contained, { count: 2, total: true, ...place });
      expect(page.total).toBe(whole.length);
      forth.push(...(await urls(is('x'), contained, { count: 2, ...place })));
      if (!page.next) break;
      place = { after: page.next };
    }
    expect(forth).toEqual(whole);
    const { previous } = await search(is('x'), contained, { count: 2, ...place });
    const back = await urls(is('x'), contained, { count: 2, before: previous! });
    expect(whole.join()).toContain(back.join());
  });

  it('counts them', async () => {
    const count = async (contained: ContainedQuery) =>
      (await search(is('x'), contained, { count: 0, total: true })).total;
    expect(await count({ both: false, give: 'container' })).toBe(3);
    expect(await count({ both: true, give: 'contained' })).toBe(5);
  });
}
