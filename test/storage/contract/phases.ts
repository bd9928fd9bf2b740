import type { SearchExpression } from '#search/search-expression.ts';
import type { Condition, ReferenceByCondition } from '#storage/resource-store.ts';
import { type OpenStore, useStore } from './open-store.ts';
import {
  create,
  draft,
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
const observation = (id: string, patientId: string, codes: string[] = []) =>
  draft('Observation', id, {
    content: `,"subject":{"reference":"Patient/${patientId}"}`,
    index: [
      reference('subject', 'Patient', patientId),
      ...codes.map((code) => ({ ...identifier(code), parameter: 'code' })),
    ],
    assigned: [patientId],
  });
const either = (parameter: string, ...codes: string[]): SearchExpression => ({
  op: 'any',
  of: codes.map((code) => ({ op: 'token', parameter, code })),
});
const about = (id: string): SearchExpression => ({
  op: 'reference',
  parameter: 'subject',
  types: ['Patient'],
  id,
});
const byIdentifier = (code: string): ReferenceByCondition => ({
  id: 'stand-in-0009',
  place: 'Bundle.entry[0]',
  condition: withIdentifier('Patient', code),
});
const overlaps = { status: 400, issues: [{ code: 'duplicate' }] };

/** What one write of a transaction means for the conditions of another (http.html#trules). */
export function describePhases(open: OpenStore): void {
  const store = useStore(open);

  it('refuses a conditional create that finds what the transaction deletes', async () => {
    await transact(store(), create(patient('going', 'going')));
    const again = create(patient('again', 'going'), withIdentifier('Patient', 'going'), 'Bundle.entry[1]');
    await expect(transact(store(), remove('Patient', 'going'), again)).rejects.toMatchObject(overlaps);
    expect(await store().read('Patient', 'going')).toMatchObject({ versionId: '1' });
  });

  it('does not resolve a reference by search to what the transaction deletes', async () => {
    await transact(store(), create(patient('leaving', 'leaving')));
    const writes = [remove('Patient', 'leaving'), create(observation('o-left', 'stand-in-0009'))];
    await expect(
      store().transact(transactionOf(writes, { references: [byIdentifier('leaving')] })),
    ).rejects.toMatchObject({ status: 412 });
    expect(await store().read('Observation', 'o-left')).toBeUndefined();
  });

  it('resolves a reference by search to what the transaction creates', async () => {
    const writes = [create(observation('o-new', 'stand-in-0009')), create(patient('coming', 'coming'))];
    await store().transact(transactionOf(writes, { references: [byIdentifier('coming')] }));
    expect(await find(store(), 'Observation', about('coming'))).toEqual(['o-new']);
  });

  it('refuses two conditional updates that mean the same new resource', async () => {
    const where = withIdentifier('Patient', 'one');
    const put = (id: string) =>
      update(patient(id, 'one'), { where, idGiven: false, place: 'Bundle.entry[1]' });
    await expect(transact(store(), put('one-a'), put('one-b'))).rejects.toMatchObject(overlaps);
    expect(await find(store(), 'Patient', where.where)).toEqual([]);
  });

  it('takes two conditional creates for one resource, however their conditions are spelled', async () => {
    const otherWords: Condition = {
      type: 'Patient',
      where: { op: 'token', parameter: 'identifier', code: 'same' },
      query: 'identifier=same',
    };
    const { written } = await transact(
      store(),
      create(patient('same-a', 'same'), withIdentifier('Patient', 'same')),
      create(patient('same-b', 'same'), otherWords),
    );
    expect(written.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['same-a', 'created'],
      ['same-a', 'matched'],
    ]);
  });

  it('deletes under a condition only the version that is asked for', async () => {
    await transact(store(), create(patient('guarded', 'guarded')));
    const where = withIdentifier('Patient', 'guarded');
    const deletion = { kind: 'delete-where', where, ifMatch: '9', place: '' } as const;
    await expect(transact(store(), deletion)).rejects.toMatchObject({ status: 412 });
    expect(await store().read('Patient', 'guarded')).toMatchObject({ versionId: '1' });
  });

  it('puts a found id into the meta and into every kind of search value', async () => {
    await transact(store(), create(patient('known', 'known')));
    const referring = draft('Basic', 'b-known', {
      meta: ',"source":"Patient/assigned-0007"',
      index: [{ kind: 'uri', parameter: '_source', value: 'Patient/assigned-0007' }],
      assigned: ['assigned-0007'],
    });
    await transact(
      store(),
      create(patient('assigned-0007', 'known'), withIdentifier('Patient', 'known')),
      create(referring),
    );
    const { text } = (await store().read('Basic', 'b-known')) as { text: string };
    expect(JSON.parse(text).meta.source).toBe('Patient/known');
    expect(
      await find(store(), 'Basic', {
        op: 'uri',
        parameter: '_source',
        match: 'exact',
        value: 'Patient/known',
      }),
    ).toEqual(['b-known']);
  });

  it('creates under a condition again when the first resource no longer meets it', async () => {
    const ofSubject: Condition = {
      type: 'Observation',
      where: {
        op: 'chain',
        parameter: 'subject',
        targets: [{ type: 'Patient', of: { op: 'token', parameter: 'identifier', code: 'moving' } }],
      },
      query: 'subject:Patient.identifier=moving',
    };
    await transact(store(), create(patient('m1', 'moving')));
    await transact(store(), create(observation('o-m1', 'm1'), ofSubject));
    await transact(
      store(),
      update({ ...patient('m1', 'elsewhere'), content: ',"active":true' }),
      create(patient('m2', 'moving')),
    );
    const { written } = await transact(store(), create(observation('o-m2', 'm2'), ofSubject));
    expect(written[0]).toMatchObject({ outcome: 'created', id: 'o-m2' });
  });

  it('keeps the alternatives within a chain and a reverse chain together', async () => {
    await transact(
      store(),
      ...['alt-1', 'alt-2', 'alt-3'].map((id) => create(patient(id, id))),
      ...['alt-1', 'alt-2'].map((id) => create(observation(`o-${id}`, id, ['c1']))),
      create(observation('o-alt-3', 'alt-3', ['c2'])),
    );
    const subject: SearchExpression = {
      op: 'chain',
      parameter: 'subject',
      targets: [{ type: 'Patient', of: either('identifier', 'alt-1', 'alt-3') }],
    };
    expect(await find(store(), 'Observation', { op: 'all', of: [either('code', 'c1'), subject] })).toEqual([
      'o-alt-1',
    ]);
    const observed: SearchExpression = {
      op: 'has',
      type: 'Observation',
      parameter: 'subject',
      of: either('code', 'c1', 'c9'),
    };
    expect(
      await find(store(), 'Patient', { op: 'all', of: [either('identifier', 'alt-3'), observed] }),
    ).toEqual([]);
  });
}
