import { BEFORE_THE_FIRST, isUnaltered, linkOf } from '#storage/audit-chain.ts';
import type { ResourceStore, Transaction, Write } from '#storage/resource-store.ts';
import type { StandIns, Trail, TrailEntry } from '#storage/trail.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, identifier, remove, transactionOf, update, withIdentifier } from './writes.ts';

const standIns: StandIns = {
  id: '5fb0bb70-0000-4000-8000-000000000001',
  versionId: '5fb0bb70-0000-4000-8000-000000000002',
  previous: '5fb0bb70-0000-4000-8000-000000000003',
};
const chain = { url: 'https://example.org/StructureDefinition/audit-chain' };

let number = 0;
/** An event that says one word, and which version it tells of. */
const event = (says: string, type = 'Basic') =>
  draft('AuditEvent', `event-${++number}`, {
    content: `,"outcomeDesc":"${says}","entity":[{"what":{"reference":"${type}/${standIns.id}/_history/${standIns.versionId}"}}]`,
  });

const telling = (writes: Write[], entries: TrailEntry[], given: Partial<Transaction> = {}): Transaction => {
  const trail: Trail = { entries, standIns, chain };
  return transactionOf(writes, { ...given, trail });
};

const otherwise = (write: number, says: string): TrailEntry => ({
  write,
  drafts: { otherwise: event(says) },
});

interface Told {
  outcomeDesc: string;
  entity: { what: { reference: string } }[];
}

/** The events that are stored, in the order of their commits. */
async function eventTexts(store: ResourceStore): Promise<string[]> {
  const { versions } = await store.history({ type: 'AuditEvent', oldestFirst: true, count: 1000 });
  return versions.map(({ text }) => text as string);
}

/** What the events say, and which version each tells of: `created Basic/b1/_history/1`. */
const said = async (store: ResourceStore): Promise<string[]> =>
  (await eventTexts(store)).map((text) => {
    const { outcomeDesc, entity } = JSON.parse(text) as Told;
    return `${outcomeDesc} ${entity[0]?.what.reference}`;
  });

/** What tells of a transaction is a part of it. */
export function describeTrail(open: OpenStore): void {
  describe('tells', () => {
    const store = useStore(open);

    it('which version a write made, by what became of it', async () => {
      const drafts = () => ({ created: event('created'), updated: event('updated') });
      const content = (n: number) => draft('Basic', 'b1', { content: `,"n":${n}` });
      for (const n of [1, 2, 2])
        await store().transact(telling([update(content(n))], [{ write: 0, drafts: drafts() }]));
      // The third changed nothing, and there was nothing to say of that.
      expect(await said(store())).toEqual(['created Basic/b1/_history/1', 'updated Basic/b1/_history/2']);
    });

    it('of each resource that one write deletes', async () => {
      const index = [identifier('several')];
      const both = ['d1', 'd2'].map((id) => create(draft('Basic', id, { index })));
      await store().transact(transactionOf(both));
      const where = withIdentifier('Basic', 'several');
      const before = (await said(store())).length;
      await store().transact(
        telling(
          [{ kind: 'delete-where', where, place: '', most: 5 }],
          [{ write: 0, drafts: { otherwise: event('deleted') }, ofId: { d2: event('deleted the second') } }],
        ),
      );
      expect((await said(store())).slice(before).sort()).toEqual([
        'deleted Basic/d1/_history/2',
        'deleted the second Basic/d2/_history/2',
      ]);
    });

    it('the resource that a condition found', async () => {
      const index = [identifier('found')];
      await store().transact(transactionOf([create(draft('Basic', 'found', { index }))]));
      const again = create(draft('Basic', 'assigned', { index }), withIdentifier('Basic', 'found'));
      await store().transact(
        telling([again], [{ write: 0, drafts: { matched: event('matched'), otherwise: event('created') } }]),
      );
      expect((await said(store())).at(-1)).toBe('matched Basic/found/_history/1');
    });

    it('nothing of a transaction that is refused, and the chain goes on', async () => {
      const before = await store().trailHead();
      const count = (await said(store())).length;
      const writes = [create(draft('Basic', 'half')), create(draft('Basic', 'b1'))];
      const entries = writes.map((_, i) => otherwise(i, 'created'));
      await expect(store().transact(telling(writes, entries))).rejects.toMatchObject({ status: 409 });
      const gone = { reads: [{ place: '', type: 'Basic', id: 'nobody' }] };
      await expect(
        store().transact(telling([remove('Basic', 'b1')], [otherwise(0, 'deleted')], gone)),
      ).rejects.toMatchObject({ status: 404 });
      expect(await store().trailHead()).toEqual(before);
      expect(await said(store())).toHaveLength(count);
      await store().transact(telling([], [{ drafts: { otherwise: event('read') } }]));
      expect((await store().trailHead())?.number).toBe((before?.number ?? 0) + 1);
    });
  });

  describe('is one chain', () => {
    const store = useStore(open);

    it('whatever comes at once, and whatever of that is refused', async () => {
      await store().transact(transactionOf([create(draft('Basic', 'there'))]));
      const attempts = await Promise.allSettled(
        Array.from({ length: 30 }, (_, i) => {
          const writes = [`basic-${i}`, i % 3 ? `with-${i}` : 'there'].map((id) =>
            create(draft('Basic', id)),
          );
          return store().transact(
            telling(
              writes,
              writes.map((_, n) => otherwise(n, 'created')),
            ),
          );
        }),
      );
      expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
      const texts = await eventTexts(store());
      const links = texts.map((text) => linkOf(text));
      expect(links.map((link) => link?.number)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
      expect(links.map((link) => link?.previous)).toEqual([
        BEFORE_THE_FIRST,
        ...links.slice(0, -1).map((link) => link?.hash),
      ]);
      expect(texts.every((text) => isUnaltered(text, undefined))).toBe(true);
      const { number, hash } = links.at(-1) ?? {};
      expect(await store().trailHead()).toEqual({ number, hash });
      const told = (await said(store())).map((text) => text.split('/')[1]);
      const written = Array.from({ length: 30 }, (_, i) => (i % 3 ? [`basic-${i}`, `with-${i}`] : [])).flat();
      expect(told.sort()).toEqual(written.sort());
    });
  });
}
