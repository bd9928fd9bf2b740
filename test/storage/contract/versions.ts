import { storedText } from '#storage/stored-text.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, remove, transact, update } from './writes.ts';

const withStatus = (id: string, status: string) =>
  draft('Observation', id, { content: `,"status":"${status}"` });

/** Reading and writing one resource. */
export function describeVersions(open: OpenStore): void {
  const store = useStore(open);

  it('has nothing under an id that was never written', async () => {
    expect(await store().read('Patient', 'nobody')).toBeUndefined();
    expect(await store().vread('Patient', 'nobody', '1')).toBeUndefined();
  });

  it('gives back what was created, as version 1', async () => {
    const of = draft('Patient', 'new', {
      meta: ',"tag":[{"code":"HTEST"}]',
      content: ',"active":true',
    });
    const { written } = await transact(store(), create(of));
    expect(written).toEqual([
      {
        outcome: 'created',
        type: 'Patient',
        id: 'new',
        versionId: '1',
        lastUpdated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        text: storedText(of, 'new', '1', written[0]?.lastUpdated as string),
      },
    ]);
    const { outcome: _, ...version } = written[0]!;
    expect(await store().read('Patient', 'new')).toEqual({ ...version, method: 'POST' });
    expect(await store().read('Observation', 'new')).toBeUndefined();
  });

  it('refuses to create what exists', async () => {
    await transact(store(), create(draft('Patient', 'taken')));
    await expect(transact(store(), create(draft('Patient', 'taken')))).rejects.toMatchObject({ status: 409 });
  });

  it('counts versions from 1 without a gap, through updates, deletion and return', async () => {
    const outcomes = [];
    for (const write of [
      update(withStatus('chain', 'registered')),
      update(withStatus('chain', 'preliminary')),
      remove('Observation', 'chain'),
      update(withStatus('chain', 'final')),
    ]) {
      const { written } = await transact(store(), write);
      outcomes.push([written[0]?.outcome, written[0]?.versionId]);
    }
    expect(outcomes).toEqual([
      ['created', '1'],
      ['updated', '2'],
      ['deleted', '3'],
      ['created', '4'],
    ]);
    for (const [versionId, status] of [
      ['1', 'registered'],
      ['2', 'preliminary'],
      ['4', 'final'],
    ] as const) {
      const version = await store().vread('Observation', 'chain', versionId);
      expect(version).toMatchObject({ versionId, method: 'PUT' });
      expect(JSON.parse(version?.text as string)).toMatchObject({ status, meta: { versionId } });
    }
  });

  it('keeps a deletion as a version without a text', async () => {
    await transact(store(), create(withStatus('gone', 'final')));
    await transact(store(), remove('Observation', 'gone'));
    const deletion = { versionId: '2', method: 'DELETE' };
    expect(await store().read('Observation', 'gone')).toMatchObject(deletion);
    expect(await store().read('Observation', 'gone')).not.toHaveProperty('text');
    expect(await store().vread('Observation', 'gone', '2')).toMatchObject(deletion);
    expect(await store().vread('Observation', 'gone', '1')).toHaveProperty('text');
  });

  it('says that there was nothing to delete, and makes no version of it', async () => {
    const { written } = await transact(store(), remove('Observation', 'never'));
    expect(written).toMatchObject([{ outcome: 'absent' }]);
    await transact(store(), create(withStatus('once', 'final')));
    await transact(store(), remove('Observation', 'once'));
    expect((await transact(store(), remove('Observation', 'once'))).written).toMatchObject([
      { outcome: 'absent', versionId: '2' },
    ]);
    expect(await store().read('Observation', 'once')).toMatchObject({ versionId: '2' });
  });

  it('makes no version of an update that changes nothing', async () => {
    const { written: first } = await transact(store(), update(withStatus('same', 'final')));
    const { written: second } = await transact(store(), update(withStatus('same', 'final')));
    expect(second).toEqual([{ ...first[0], outcome: 'unchanged' }]);
  });

  it('writes only over the version that was asked for', async () => {
    await transact(store(), create(withStatus('match', 'registered')));
    await transact(store(), update(withStatus('match', 'final'), { ifMatch: '1' }));
    for (const write of [
      update(withStatus('match', 'amended'), { ifMatch: '1' }),
      update(withStatus('match', 'amended'), { ifMatch: '3' }),
      remove('Observation', 'match', '1'),
    ])
      await expect(transact(store(), write)).rejects.toMatchObject({ status: 412 });
    expect(await store().read('Observation', 'match')).toMatchObject({ versionId: '2' });
    await transact(store(), remove('Observation', 'match', '2'));
  });

  it('has no version that could match where nothing is, or is no more', async () => {
    await transact(store(), create(withStatus('was', 'final')));
    await transact(store(), remove('Observation', 'was'));
    for (const [id, ifMatch] of [
      ['was', '2'],
      ['never-was', '1'],
    ] as const)
      await expect(transact(store(), update(withStatus(id, 'final'), { ifMatch }))).rejects.toMatchObject({
        status: 412,
      });
  });

  it('lets one of many writers win who all ask for the same version', async () => {
    await transact(store(), create(withStatus('race', 'registered')));
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        transact(store(), update(draft('Observation', 'race', { content: `,"n":${i}` }), { ifMatch: '1' })),
      ),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts)
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ status: 412 });
    expect(await store().read('Observation', 'race')).toMatchObject({ versionId: '2' });
  });

  it('stamps the versions of a resource with times that grow', async () => {
    const times = [];
    for (let i = 0; i < 10; i++) {
      const { written } = await transact(store(), update(draft('Patient', 'time', { content: `,"n":${i}` })));
      times.push(written[0]?.lastUpdated as string);
    }
    expect(times).toEqual([...new Set(times)].sort());
  });

  it('gives every one of many concurrent updates a version of its own', async () => {
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        transact(store(), update(draft('Patient', 'busy', { content: `,"n":${i}` }))),
      ),
    );
    const versions = results.map(({ written }) => Number(written[0]?.versionId)).sort((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });
}
