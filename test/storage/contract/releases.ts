import type { ValueSet } from '@medplum/fhirtypes';
import { createTerminology } from '#terminology/create-terminology.ts';
import { importRelease } from '#terminology/release/import-release.ts';
import type { ReleasedConcept } from '#terminology/release/release.ts';
import { type OpenStore, useStore } from './open-store.ts';

const SYSTEM = 'urn:test:released';
const release = (version: string) => ({ system: SYSTEM, version, name: 'Released' });

/** A chain a > b > c, and d beside it. */
const concepts = (display = ''): ReleasedConcept[] =>
  [
    { code: 'a', ancestors: [] },
    { code: 'b', ancestors: ['a'] },
    { code: 'c', ancestors: ['b', 'a'] },
    { code: 'd', ancestors: [] },
  ].map((concept) => ({
    ...concept,
    parents: concept.ancestors.slice(0, 1),
    display: `${display}${concept.code}`,
    inactive: false,
    designation: [],
    property: [],
  }));

async function* stream(list: ReleasedConcept[]): AsyncGenerator<ReleasedConcept> {
  yield* list;
}

/** Releases of code systems that are imported whole. */
export function describeReleases(open: OpenStore): void {
  const store = useStore(open);
  const take = (version: string, list: ReleasedConcept[]) =>
    importRelease(release(version), stream(list), store().releases, () => {});

  it('are not there before the first import', async () => {
    expect(await store().releases.list()).toEqual([]);
    expect(await store().releases.find(release('1'), ['a'])).toEqual([]);
    expect(await store().releases.below(release('1'), 'a', 10)).toEqual([]);
  });

  it('give their concepts by code, and what is below one', async () => {
    expect(await take('1', concepts())).toBe(4);
    const { releases } = store();
    expect(await releases.list()).toEqual([release('1')]);
    expect(await releases.find(release('1'), ['c', 'zzz'])).toEqual([concepts()[2]]);
    const below = await releases.below(release('1'), 'a', 10);
    expect(below.map(({ code }) => code).sort()).toEqual(['b', 'c']);
    expect(await releases.below(release('1'), 'a', 1)).toHaveLength(1);
  });

  it('are not seen before they are finished', async () => {
    const target = await store().releases.begin(release('2'));
    await target.append(concepts());
    expect(await store().releases.list()).toEqual([release('1')]);
    expect(await store().releases.find(release('2'), ['a'])).toEqual([]);
    // That import was broken off; another one begins.
    await take('3', concepts());
    expect((await store().releases.list()).map(({ version }) => version)).toEqual(['3', '1']);
  });

  it('are replaced by an import of the same version', async () => {
    await take('1', concepts('new '));
    expect((await store().releases.find(release('1'), ['a']))[0]?.display).toBe('new a');
    expect((await store().releases.list()).filter(({ version }) => version === '1')).toHaveLength(1);
  });

  it('answer as any code system does, once what is asked for is fetched', async () => {
    const terminology = createTerminology({ sources: [], releases: store().releases });
    const validate = (code: string) =>
      terminology.settle(() => terminology.validateCode({ system: SYSTEM, version: '3', code }));
    expect(await validate('c')).toMatchObject({ result: true, display: 'c', version: '3' });
    expect(await validate('zzz')).toMatchObject({ result: false, reason: 'invalid-code' });
    expect(
      await terminology.settle(() => terminology.subsumes({ system: SYSTEM, version: '3' }, 'a', 'c')),
    ).toBe('subsumes');
    const lookup = await terminology.settle(() =>
      terminology.lookup({ system: SYSTEM, version: '3', code: 'b' }),
    );
    expect(lookup.property).toEqual(
      expect.arrayContaining([
        { code: 'parent', type: 'code', value: 'a', description: 'a' },
        { code: 'child', type: 'code', value: 'c', description: 'c' },
      ]),
    );
  });

  it('are listed by a branch, and not whole', async () => {
    const terminology = createTerminology({ sources: [], releases: store().releases });
    const of = (filter: object[]): ValueSet =>
      ({
        resourceType: 'ValueSet',
        status: 'active',
        compose: { include: [{ system: SYSTEM, version: '3', ...(filter.length ? { filter } : {}) }] },
      }) as ValueSet;
    const branch = of([{ property: 'concept', op: 'is-a', value: 'a' }]);
    const { expansion } = await terminology.settle(() => terminology.expand(branch));
    expect(expansion).toMatchObject({
      total: 3,
      contains: [{ code: 'a', contains: [{ code: 'b', contains: [{ code: 'c' }] }] }],
    });
    await expect(terminology.settle(() => terminology.expand(of([])))).rejects.toThrow('cannot be listed');
    const validate = (code: string) =>
      terminology.settle(() =>
        terminology.validateInValueSet(branch, [{ system: SYSTEM, version: '3', code }]),
      );
    expect([(await validate('c')).result, (await validate('d')).result]).toEqual([true, false]);
  });

  it('leave a question unknown that does not wait for them', async () => {
    const terminology = createTerminology({ sources: [], releases: store().releases });
    await terminology.settle(() => undefined);
    expect(terminology.validateCode({ system: SYSTEM, code: 'c' })).toMatchObject({
      result: 'unknown',
      reason: 'not-answered',
    });
  });
}
