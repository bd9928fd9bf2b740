import type { SearchExpression } from '#search/search-expression.ts';
import type { ReferenceByCondition } from '#storage/resource-store.ts';
import { type OpenStore, useStore } from './open-store.ts';
import {
  create,
  draft,
  EVERYTHING,
  find,
  identifier,
  reference,
  remove,
  transact,
  transactionOf,
  update,
  withIdentifier,
} from './writes.ts';

const patient = (id: string, code: string) => draft('Patient', id, { index: [identifier(code)] });

/** An Observation that refers to a Patient by an id that may be replaced. */
const observationOf = (id: string, patientId: string) =>
  draft('Observation', id, {
    content: `,"subject":{"reference":"Patient/${patientId}"},"note":[{"text":"see Patient/${patientId}"}]`,
    index: [reference('subject', 'Patient', patientId)],
    assigned: [patientId],
  });

const about = (id: string): SearchExpression => ({
  op: 'reference',
  parameter: 'subject',
  types: ['Patient'],
  id,
});

/** Several writes that are one. */
export function describeTransactions(open: OpenStore): void {
  const store = useStore(open);

  it('answers each write in the order they came', async () => {
    await transact(store(), create(draft('Patient', 'old')));
    const { written } = await transact(
      store(),
      update(draft('Patient', 'put')),
      create(draft('Patient', 'posted')),
      remove('Patient', 'old'),
    );
    expect(written.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['put', 'created'],
      ['posted', 'created'],
      ['old', 'deleted'],
    ]);
  });

  it('leaves texts out of the answer when they are not asked for', async () => {
    const { written } = await store().transact(
      transactionOf([create(draft('Patient', 'quiet'))], { representation: false }),
    );
    expect(written[0]).not.toHaveProperty('text');
    expect(written[0]).toMatchObject({ outcome: 'created', versionId: '1' });
  });

  it('stores nothing of a hundred writes of which one is refused', async () => {
    await transact(store(), create(draft('Basic', 'in-the-way')));
    const writes = Array.from({ length: 100 }, (_, i) =>
      create(draft('Basic', i === 71 ? 'in-the-way' : `basic-${i}`, { index: [identifier(`basic-${i}`)] })),
    );
    await expect(transact(store(), update(draft('Basic', 'put')), ...writes)).rejects.toMatchObject({
      status: 409,
    });
    expect(await find(store(), 'Basic', EVERYTHING)).toEqual(['in-the-way']);
    expect(await store().read('Basic', 'basic-0')).toBeUndefined();
    expect((await store().history({ type: 'Basic', count: 10 })).versions).toHaveLength(1);
    await transact(store(), create(draft('Basic', 'basic-0')));
    expect(await store().read('Basic', 'basic-0')).toMatchObject({ versionId: '1' });
  });

  it('does not let a refused transaction hurt those that come with it', async () => {
    await transact(store(), create(draft('Flag', 'there')));
    const attempts = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) =>
        transact(
          store(),
          create(draft('Flag', `flag-${i}`)),
          create(draft('Flag', i % 3 ? `with-${i}` : 'there')),
        ),
      ),
    );
    expect(attempts.map(({ status }) => status)).toEqual(
      attempts.map((_, i) => (i % 3 ? 'fulfilled' : 'rejected')),
    );
    expect(await find(store(), 'Flag', EVERYTHING)).toHaveLength(1 + 2 * 20);
  });

  it('refuses a resource that is written twice, also under a condition', async () => {
    await transact(store(), create(patient('twice', 'twice')));
    const where = withIdentifier('Patient', 'twice');
    const place = 'Bundle.entry[1]';
    for (const second of [
      update(patient('twice', 'twice'), { place }),
      update(patient('twice-2', 'twice'), { where, idGiven: false, place }),
      { kind: 'delete-where', where, place } as const,
    ])
      await expect(transact(store(), remove('Patient', 'twice'), second)).rejects.toMatchObject({
        status: 400,
        issues: [{ code: 'duplicate', expression: place }],
      });
    expect(await store().read('Patient', 'twice')).toMatchObject({ versionId: '1' });
  });

  it('puts the id that a condition found into contents and search values', async () => {
    await transact(store(), create(patient('found', 'found')));
    const { written } = await transact(
      store(),
      create(patient('assigned-0001', 'found'), withIdentifier('Patient', 'found')),
      create(observationOf('o-found', 'assigned-0001')),
    );
    expect(JSON.parse(written[1]?.text as string)).toMatchObject({
      subject: { reference: 'Patient/found' },
      note: [{ text: 'see Patient/found' }],
    });
    expect(await find(store(), 'Observation', about('found'))).toEqual(['o-found']);
    expect(await find(store(), 'Observation', about('assigned-0001'))).toEqual([]);
  });

  it('keeps the assigned id where the condition finds nothing', async () => {
    await transact(
      store(),
      create(patient('assigned-0002', 'fresh'), withIdentifier('Patient', 'fresh')),
      create(observationOf('o-fresh', 'assigned-0002')),
    );
    expect(await find(store(), 'Observation', about('assigned-0002'))).toEqual(['o-fresh']);
  });

  const byCondition = (code: string): ReferenceByCondition => ({
    id: 'stand-in-0001',
    place: 'Bundle.entry[0].resource.subject.reference',
    condition: withIdentifier('Patient', code),
  });

  it('resolves a reference by search', async () => {
    await transact(store(), create(patient('searched', 'searched')));
    await store().transact(
      transactionOf([create(observationOf('o-searched', 'stand-in-0001'))], {
        references: [byCondition('searched')],
      }),
    );
    expect(await find(store(), 'Observation', about('searched'))).toEqual(['o-searched']);
  });

  it('refuses a reference by search that finds none or several', async () => {
    await transact(store(), create(patient('s1', 'several')), create(patient('s2', 'several')));
    for (const code of ['several', 'nobody'])
      await expect(
        store().transact(
          transactionOf([create(observationOf('o-lost', 'stand-in-0001'))], {
            references: [byCondition(code)],
          }),
        ),
      ).rejects.toMatchObject({
        status: 412,
        issues: [{ expression: 'Bundle.entry[0].resource.subject.reference' }],
      });
    expect(await store().read('Observation', 'o-lost')).toBeUndefined();
  });

  it('reads at its end what it has written', async () => {
    await transact(store(), create(draft('Patient', 'read-me')));
    const { read } = await store().transact(
      transactionOf([update(draft('Patient', 'read-me', { content: ',"active":true' }))], {
        reads: [
          { place: '', type: 'Patient', id: 'read-me' },
          { place: '', type: 'Patient', id: 'read-me', versionId: '1' },
        ],
      }),
    );
    expect(read).toMatchObject([{ versionId: '2' }, { versionId: '1' }]);
    expect(JSON.parse(read[0]?.text as string)).toMatchObject({ active: true });
  });

  it('stores nothing when a resource to be read is not there', async () => {
    await transact(store(), create(draft('Patient', 'leaves')));
    const reading = (id: string) =>
      store().transact(
        transactionOf([create(draft('Patient', 'with-a-read')), remove('Patient', 'leaves')], {
          reads: [{ place: 'Bundle.entry[2]', type: 'Patient', id }],
        }),
      );
    const issues = [{ expression: 'Bundle.entry[2]' }];
    await expect(reading('nobody')).rejects.toMatchObject({ status: 404, issues });
    await expect(reading('leaves')).rejects.toMatchObject({ status: 410, issues });
    expect(await store().read('Patient', 'with-a-read')).toBeUndefined();
    expect(await store().read('Patient', 'leaves')).toMatchObject({ versionId: '1' });
  });

  it('carries out transactions that cross as if one came after the other', async () => {
    const content = (i: number) => ({ content: `,"n":${i}` });
    await Promise.all(
      Array.from({ length: 24 }, (_, i) => {
        const writes = ['left', 'right'].map((id) => update(draft('Group', id, content(i))));
        return transact(store(), ...(i % 2 ? writes : writes.reverse()));
      }),
    );
    const [left, right] = await Promise.all(
      ['left', 'right'].map(async (id) => {
        const { versions } = await store().history({ type: 'Group', id, count: 100 });
        return versions.map(({ text }) => (JSON.parse(text as string) as { n: number }).n);
      }),
    );
    expect(left).toHaveLength(24);
    expect(right).toEqual(left);
  });
}
