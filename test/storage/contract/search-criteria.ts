import type { SearchExpression } from '#search/search-expression.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, EVERYTHING, find, reference, remove, transact, update } from './writes.ts';

const token = (parameter: string, code: string) =>
  ({ kind: 'token', parameter, system: null, code }) as const;
const is = (parameter: string, code: string): SearchExpression => ({ op: 'token', parameter, code });

const patient = (id: string, ...codes: string[]) =>
  draft('Patient', id, { index: codes.map((code) => token('colour', code)) });

const observation = (id: string, code: string, ...references: ReturnType<typeof reference>[]) =>
  draft('Observation', id, { index: [token('code', code), ...references] });

/** Criteria of criteria, and criteria on what a resource refers to or is referred to by. */
export function describeSearchCriteria(open: OpenStore): void {
  const store = useStore(open);
  const patients = async (where: SearchExpression) => (await find(store(), 'Patient', where)).sort();
  const observations = async (where: SearchExpression) => (await find(store(), 'Observation', where)).sort();

  beforeAll(async () => {
    const subject = (id: string) => reference('subject', 'Patient', id);
    await transact(
      store(),
      create(patient('red', 'red')),
      create(patient('blue', 'blue')),
      create(patient('both', 'red', 'blue')),
      create(patient('none')),
      create(patient('deleted', 'red')),
      create(
        observation('hba1c-red', 'hba1c', subject('red'), reference('performer', 'Organization', 'lab')),
      ),
      create(observation('hba1c-blue', 'hba1c', subject('blue'))),
      create(observation('crp-both', 'crp', subject('both'))),
      create(observation('crp-group', 'crp', reference('subject', 'Group', 'red'))),
      create(observation('of-deleted', 'hba1c', subject('deleted'))),
      create(
        draft('Organization', 'lab', {
          index: [token('name', 'lab'), reference('partof', 'Organization', 'hospital')],
        }),
      ),
      create(draft('Organization', 'hospital', { index: [token('name', 'hospital')] })),
    );
    await transact(store(), remove('Patient', 'deleted'));
  });

  it('finds all of a type, but nothing that is deleted', async () => {
    expect(await patients(EVERYTHING)).toEqual(['blue', 'both', 'none', 'red']);
    expect(await patients({ op: 'id', ids: ['red', 'deleted', 'nobody'] })).toEqual(['red']);
    expect(await patients(is('colour', 'red'))).toEqual(['both', 'red']);
  });

  it('joins criteria by and, or and not', async () => {
    const [red, blue] = [is('colour', 'red'), is('colour', 'blue')];
    expect(await patients({ op: 'all', of: [red, blue] })).toEqual(['both']);
    expect(await patients({ op: 'any', of: [red, blue] })).toEqual(['blue', 'both', 'red']);
    expect(await patients({ op: 'not', of: red })).toEqual(['blue', 'none']);
    expect(await patients({ op: 'not', of: { op: 'any', of: [red, blue] } })).toEqual(['none']);
    expect(await patients({ op: 'all', of: [blue, { op: 'not', of: red }] })).toEqual(['blue']);
    expect(
      await patients({
        op: 'any',
        of: [
          { op: 'id', ids: ['none'] },
          { op: 'all', of: [red, blue] },
        ],
      }),
    ).toEqual(['both', 'none']);
  });

  it('finds each resource once, however often it matches', async () => {
    expect(
      await find(store(), 'Patient', { op: 'any', of: [is('colour', 'red'), is('colour', 'red')] }),
    ).toHaveLength(2);
    const any: SearchExpression = { op: 'any', of: [is('colour', 'red'), is('colour', 'blue')] };
    const { total } = await store().search({
      targets: [{ type: 'Patient', where: any }],
      sort: [],
      includes: [],
      count: 0,
      total: true,
      includeLimit: 0,
    });
    expect(total).toBe(3);
  });

  it('finds what has no value of a parameter, and what has one', async () => {
    const missing: SearchExpression = { op: 'missing', parameter: 'colour', kind: 'token' };
    expect(await patients(missing)).toEqual(['none']);
    expect(await patients({ op: 'not', of: missing })).toEqual(['blue', 'both', 'red']);
    expect(await patients({ op: 'missing', parameter: 'unheard-of', kind: 'token' })).toHaveLength(4);
  });

  const subject = (type: string, of: SearchExpression): SearchExpression => ({
    op: 'chain',
    parameter: 'subject',
    targets: [{ type, of }],
  });

  it('follows a reference to what it leads to', async () => {
    expect(await observations(subject('Patient', is('colour', 'red')))).toEqual(['crp-both', 'hba1c-red']);
    expect(await observations(subject('Patient', { op: 'not', of: is('colour', 'red') }))).toEqual([
      'hba1c-blue',
    ]);
    expect(await observations(subject('Group', is('colour', 'red')))).toEqual([]);
    expect(await observations(subject('Patient', { op: 'id', ids: ['deleted'] }))).toEqual([]);
  });

  it('follows references through several steps', async () => {
    const partOf: SearchExpression = {
      op: 'chain',
      parameter: 'partof',
      targets: [{ type: 'Organization', of: is('name', 'hospital') }],
    };
    expect(
      await observations({
        op: 'chain',
        parameter: 'performer',
        targets: [{ type: 'Organization', of: partOf }],
      }),
    ).toEqual(['hba1c-red']);
  });

  it('follows a reference to one of several types', async () => {
    expect(
      await observations({
        op: 'chain',
        parameter: 'subject',
        targets: [
          { type: 'Patient', of: is('colour', 'blue') },
          { type: 'Group', of: EVERYTHING },
        ],
      }),
    ).toEqual(['crp-both', 'hba1c-blue']);
  });

  const observed = (of: SearchExpression): SearchExpression => ({
    op: 'has',
    type: 'Observation',
    parameter: 'subject',
    of,
  });

  it('finds what is referred to', async () => {
    expect(await patients(observed(is('code', 'hba1c')))).toEqual(['blue', 'red']);
    expect(await patients(observed(is('code', 'crp')))).toEqual(['both']);
    expect(await patients({ op: 'not', of: observed(EVERYTHING) })).toEqual(['none']);
    expect(await patients({ op: 'all', of: [observed(is('code', 'hba1c')), is('colour', 'red')] })).toEqual([
      'red',
    ]);
  });

  it('finds who shares a reference with somebody, there and back again', async () => {
    expect(await observations(subject('Patient', observed(is('code', 'crp'))))).toEqual(['crp-both']);
  });

  it('finds places by their distance', async () => {
    const at = (id: string, latitude: number, longitude: number) =>
      create(
        draft('HealthcareService', id, {
          index: [latitude, longitude].map((degrees, i) => ({
            kind: 'number',
            parameter: `near$${i}`,
            low: degrees,
            high: degrees,
            occurrence: 1,
          })),
        }),
      );
    await transact(
      store(),
      at('here', 10, 20),
      at('north', 10.1, 20),
      at('east', 10, 20.2),
      at('west-of-it', -17, 179.95),
      at('east-of-it', -17, -179.95),
      create(draft('HealthcareService', 'nowhere')),
    );
    const near = async (latitude: number, longitude: number, distance: number) =>
      (
        await find(store(), 'HealthcareService', {
          op: 'near',
          parameter: 'near',
          latitude,
          longitude,
          distance,
        })
      ).sort();
    expect(await near(10, 20, 11_000)).toEqual(['here']);
    expect(await near(10, 20, 11_200)).toEqual(['here', 'north']);
    expect(await near(10, 20, 22_000)).toEqual(['east', 'here', 'north']);
    expect(await near(-17, 180, 6000)).toEqual(['east-of-it', 'west-of-it']);
    expect(await near(10, 20, 0)).toEqual(['here']);
  });

  it('goes through a hierarchy, and ends where it turns in a circle', async () => {
    const inside = (id: string, along?: string) =>
      create(draft('Location', id, { index: along ? [reference('partof', 'Location', along)] : [] }));
    const at = (id: string, location: string) =>
      create(draft('Encounter', id, { index: [reference('location', 'Location', location)] }));
    await transact(
      store(),
      inside('hospital'),
      inside('wing', 'hospital'),
      inside('ward', 'wing'),
      inside('ring', 'round'),
      inside('round', 'ring'),
      at('at-hospital', 'hospital'),
      at('at-ward', 'ward'),
      at('at-ring', 'ring'),
      at('at-nowhere', 'nowhere'),
    );
    const encounters = async (direction: 'below' | 'above', id: string) =>
      (
        await find(store(), 'Encounter', {
          op: 'hierarchy',
          parameter: 'location',
          type: 'Location',
          id,
          along: 'partof',
          direction,
        })
      ).sort();
    expect(await encounters('below', 'hospital')).toEqual(['at-hospital', 'at-ward']);
    expect(await encounters('below', 'ward')).toEqual(['at-ward']);
    expect(await encounters('above', 'ward')).toEqual(['at-hospital', 'at-ward']);
    expect(await encounters('above', 'round')).toEqual(['at-ring']);
    expect(await encounters('below', 'nowhere')).toEqual(['at-nowhere']);
    await transact(store(), remove('Location', 'wing'));
    expect(await encounters('below', 'hospital')).toEqual(['at-hospital']);
  });

  it('compares the time of the last change', async () => {
    const { lastUpdated } = (await store().read('Patient', 'red'))!;
    const low = Date.parse(lastUpdated);
    const at = (prefix: 'eq' | 'gt' | 'lt' | 'ge', of: number): SearchExpression => ({
      op: 'last-updated',
      prefix,
      span: { low: of, high: of + 1 },
    });
    const red: SearchExpression = { op: 'id', ids: ['red'] };
    for (const [where, ids] of [
      [at('eq', low), ['red']],
      [at('ge', low), ['red']],
      [at('gt', low), []],
      [at('gt', low - 1), ['red']],
      [at('lt', low), []],
      [at('lt', low + 1), ['red']],
    ] as const)
      expect(await patients({ op: 'all', of: [where, red] })).toEqual(ids);
  });

  it('finds by the values of the current version alone', async () => {
    await transact(store(), create(draft('Flag', 'f', { index: [token('code', 'old')] })));
    await transact(store(), update(draft('Flag', 'f', { content: ',"n":2', index: [token('code', 'new')] })));
    expect(await find(store(), 'Flag', is('code', 'old'))).toEqual([]);
    expect(await find(store(), 'Flag', is('code', 'new'))).toEqual(['f']);
  });
}
