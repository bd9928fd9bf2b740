import { isStale } from '#storage/stale.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, identifier, remove, transact, update, withIdentifier } from './writes.ts';

const patient = (id: string, code: string, active?: boolean) =>
  draft('Patient', id, {
    index: [identifier(code)],
    content: active === undefined ? '' : `,"active":${active}`,
  });

/** Drafts that were made from a version are stored on that version or not at all. */
export function describeStaleDrafts(open: OpenStore): void {
  const store = useStore(open);
  const refusal = (write: Parameters<typeof transact>[1]) =>
    transact(store(), write).then(
      () => undefined,
      (error: unknown) => ({ stale: isStale(error), error }),
    );

  it('stores them while the version is current', async () => {
    await transact(store(), create(patient('a', 'a')));
    const { written } = await transact(store(), update(patient('a', 'a', true), { basedOn: '1' }));
    expect(written).toMatchObject([{ outcome: 'updated', versionId: '2' }]);
  });

  it.each([
    ['has another version by now', update(patient('b', 'b', true))],
    ['is deleted by now', remove('Patient', 'b')],
  ])('refuses them as stale when the resource %s', async (_, meanwhile) => {
    await transact(store(), update(patient('b', 'b')));
    const basedOn = (await store().read('Patient', 'b'))?.versionId as string;
    await transact(store(), meanwhile);
    const found = await refusal(update(patient('b', 'b', false), { basedOn }));
    expect(found).toMatchObject({ stale: true, error: { status: 409, issues: [{ code: 'lock-error' }] } });
  });

  it('refuses them as stale when their condition finds another resource, or none', async () => {
    await transact(store(), create(patient('c1', 'other')), create(patient('c2', 'c')));
    const where = withIdentifier('Patient', 'c');
    const write = update(patient('c1', 'c', true), { basedOn: '1', where, idGiven: true });
    expect(await refusal(write)).toMatchObject({ stale: true });
    await transact(store(), remove('Patient', 'c2'));
    expect(await refusal(write)).toMatchObject({ stale: true });
    expect(await store().read('Patient', 'c1')).toMatchObject({ versionId: '1' });
  });

  it('tells a stale draft from a version that the client has asked for', async () => {
    await transact(store(), create(patient('d', 'd')));
    const found = await refusal(update(patient('d', 'd', true), { basedOn: '1', ifMatch: '7' }));
    expect(found).toMatchObject({ stale: false, error: { status: 412 } });
  });

  it('loses none of 30 changes that are made at once and made again when they are stale', async () => {
    await transact(store(), create(draft('Basic', 'counter', { content: ',"n":0' })));
    const increment = async (): Promise<void> => {
      for (;;) {
        const current = await store().read('Basic', 'counter');
        const { n } = JSON.parse(current?.text as string);
        const next = draft('Basic', 'counter', { content: `,"n":${n + 1}` });
        try {
          await transact(store(), update(next, { basedOn: current?.versionId as string }));
          return;
        } catch (error) {
          if (!isStale(error)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 30 }, increment));
    expect(await store().read('Basic', 'counter')).toMatchObject({
      versionId: '31',
      text: expect.stringContaining('"n":30'),
    });
  });
}
