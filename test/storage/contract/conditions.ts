import type { Write } from '#storage/resource-store.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, find, identifier, remove, transact, update, withIdentifier } from './writes.ts';

const patient = (id: string, code: string, content = '') =>
  draft('Patient', id, { index: [identifier(code)], content });

const removeWhere = (code: string, place = ''): Write => ({
  kind: 'delete-where',
  place,
  where: withIdentifier('Patient', code),
});

const severalMatches = { status: 412, issues: [{ code: 'multiple-matches' }] };

/** Conditional create, update and delete, decided where nobody can come between. */
export function describeConditions(open: OpenStore): void {
  const store = useStore(open);
  const idsWith = (code: string) => find(store(), 'Patient', withIdentifier('Patient', code).where);

  it('creates where the condition finds nothing, and takes what it finds otherwise', async () => {
    const once = create(patient('a1', 'a'), withIdentifier('Patient', 'a'));
    const again = create(patient('a2', 'a'), withIdentifier('Patient', 'a'));
    expect((await transact(store(), once)).written).toMatchObject([{ outcome: 'created', id: 'a1' }]);
    const { written } = await transact(store(), again);
    expect(written).toMatchObject([{ outcome: 'matched', id: 'a1', versionId: '1' }]);
    expect(JSON.parse(written[0]?.text as string)).toMatchObject({ id: 'a1' });
    expect(await idsWith('a')).toEqual(['a1']);
  });

  it('creates one resource for 50 who ask for it at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        transact(store(), create(patient(`crowd-${i}`, 'crowd'), withIdentifier('Patient', 'crowd'))),
      ),
    );
    const outcomes = results.map(({ written }) => written[0]!);
    const created = outcomes.filter(({ outcome }) => outcome === 'created');
    expect(created).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'matched')).toHaveLength(49);
    expect(new Set(outcomes.map(({ id }) => id))).toEqual(new Set([created[0]?.id]));
    expect(await idsWith('crowd')).toEqual([created[0]?.id]);
  });

  it('creates again when what was found before is deleted', async () => {
    await transact(store(), create(patient('b1', 'b'), withIdentifier('Patient', 'b')));
    await transact(store(), remove('Patient', 'b1'));
    const { written } = await transact(store(), create(patient('b2', 'b'), withIdentifier('Patient', 'b')));
    expect(written).toMatchObject([{ outcome: 'created', id: 'b2' }]);
  });

  it('creates again when what was found before no longer meets the condition', async () => {
    await transact(store(), create(patient('c1', 'c'), withIdentifier('Patient', 'c')));
    await transact(store(), update(patient('c1', 'other', ',"active":true')));
    const { written } = await transact(store(), create(patient('c2', 'c'), withIdentifier('Patient', 'c')));
    expect(written).toMatchObject([{ outcome: 'created', id: 'c2' }]);
  });

  it('takes two creates under one condition in one transaction for one resource', async () => {
    const { written } = await transact(
      store(),
      create(patient('d1', 'd'), withIdentifier('Patient', 'd')),
      create(patient('d2', 'd'), withIdentifier('Patient', 'd')),
    );
    expect(written).toMatchObject([
      { outcome: 'created', id: 'd1' },
      { outcome: 'matched', id: 'd1' },
    ]);
    expect(await idsWith('d')).toEqual(['d1']);
  });

  it('refuses a condition that finds several, and names the place', async () => {
    await transact(store(), create(patient('e1', 'e')), create(patient('e2', 'e')));
    const where = withIdentifier('Patient', 'e');
    const place = 'Bundle.entry[7]';
    for (const write of [
      create(patient('e3', 'e'), where, place),
      update(patient('e3', 'e'), { where, idGiven: false, place }),
      removeWhere('e', place),
    ])
      await expect(transact(store(), write)).rejects.toMatchObject({
        ...severalMatches,
        issues: [{ code: 'multiple-matches', expression: place }],
      });
    expect(await idsWith('e')).toEqual(['e1', 'e2']);
  });

  it('updates what the condition finds, and creates where it finds nothing', async () => {
    const where = withIdentifier('Patient', 'f');
    const first = update(patient('f1', 'f', ',"active":true'), { where, idGiven: false });
    const second = update(patient('f2', 'f', ',"active":false'), { where, idGiven: false });
    expect((await transact(store(), first)).written).toMatchObject([{ outcome: 'created', id: 'f1' }]);
    const { written } = await transact(store(), second);
    expect(written).toMatchObject([{ outcome: 'updated', id: 'f1', versionId: '2' }]);
    expect(JSON.parse(written[0]?.text as string)).toMatchObject({ id: 'f1', active: false });
    expect(await idsWith('f')).toEqual(['f1']);
  });

  it('refuses a conditional update whose own id is another than the one found', async () => {
    await transact(store(), create(patient('g1', 'g')));
    const where = withIdentifier('Patient', 'g');
    await expect(
      transact(store(), update(patient('g2', 'g'), { where, idGiven: true })),
    ).rejects.toMatchObject({ status: 400 });
    expect(
      (await transact(store(), update(patient('g1', 'g', ',"active":true'), { where, idGiven: true })))
        .written,
    ).toMatchObject([{ outcome: 'updated', id: 'g1' }]);
  });

  it('refuses a conditional update that finds nothing under an id that another has', async () => {
    await transact(store(), create(patient('h1', 'h')));
    const where = withIdentifier('Patient', 'nobody');
    await expect(
      transact(store(), update(patient('h1', 'nobody'), { where, idGiven: true })),
    ).rejects.toMatchObject({ status: 409 });
    expect(await store().read('Patient', 'h1')).toMatchObject({ versionId: '1' });
  });

  it('deletes what the condition finds, and nothing where it finds nothing', async () => {
    await transact(store(), create(patient('i1', 'i')));
    expect((await transact(store(), removeWhere('i'))).written).toMatchObject([
      { outcome: 'deleted', type: 'Patient', id: 'i1', versionId: '2' },
    ]);
    expect((await transact(store(), removeWhere('i'))).written).toMatchObject([
      { outcome: 'absent', type: 'Patient' },
    ]);
    expect(await idsWith('i')).toEqual([]);
  });

  describe('a delete of many', () => {
    const removeMany = (code: string, most: number, ifMatch?: string): Write => ({
      kind: 'delete-where',
      place: '',
      where: withIdentifier('Patient', code),
      most,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    const createThree = (code: string) =>
      transact(store(), ...[1, 2, 3].map((n) => create(patient(`${code}${n}`, code))));

    it('deletes all that the condition finds, each as a version of its own, and counts them', async () => {
      await createThree('j');
      const { written } = await transact(store(), removeMany('j', 3), create(patient('after', 'after')));
      expect(written).toMatchObject([{ outcome: 'deleted', count: 3 }, { outcome: 'created' }]);
      expect(await idsWith('j')).toEqual([]);
      const { versions } = await store().history({ type: 'Patient', count: 4 });
      expect(versions.map(({ id, method }) => `${id} ${method}`).sort()).toEqual([
        'after POST',
        'j1 DELETE',
        'j2 DELETE',
        'j3 DELETE',
      ]);
      expect((await transact(store(), removeMany('j', 3))).written).toMatchObject([
        { outcome: 'absent', count: 0 },
      ]);
    });

    it('deletes none where there are more than may be', async () => {
      await createThree('k');
      await expect(transact(store(), removeMany('k', 2))).rejects.toMatchObject({
        status: 412,
        issues: [{ code: 'too-costly' }],
      });
      expect(await idsWith('k')).toEqual(['k1', 'k2', 'k3']);
    });

    it('deletes none of several where one version is asked for', async () => {
      await createThree('l');
      await expect(transact(store(), removeMany('l', 5, '1'))).rejects.toMatchObject(severalMatches);
      expect(await idsWith('l')).toEqual(['l1', 'l2', 'l3']);
    });

    it('is refused with another write of one of them, wherever it stands', async () => {
      await createThree('m');
      for (const other of [remove('Patient', 'm2'), update(patient('m2', 'm', ',"active":true'))])
        for (const writes of [
          [removeMany('m', 5), other],
          [other, removeMany('m', 5)],
        ])
          await expect(transact(store(), ...writes)).rejects.toMatchObject({
            status: 400,
            issues: [{ code: 'duplicate' }],
          });
      expect(await idsWith('m')).toEqual(['m1', 'm2', 'm3']);
    });
  });
}
