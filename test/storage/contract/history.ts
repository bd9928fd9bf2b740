import type { HistoryQuery, ResourceStore, StoredVersion } from '#storage/resource-store.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, remove, transact, update } from './writes.ts';

const line = ({ type, id, versionId, method }: StoredVersion) => `${type}/${id}/${versionId} ${method}`;

/** Follows the pages of a history to the end. */
async function walk(store: ResourceStore, query: HistoryQuery, between = async () => {}): Promise<string[]> {
  const lines: string[] = [];
  let after = query.after;
  do {
    const page = await store.history({ ...query, ...(after === undefined ? {} : { after }) });
    expect(page.versions.length).toBeLessThanOrEqual(query.count);
    lines.push(...page.versions.map(line));
    after = page.next;
    await between();
  } while (after !== undefined);
  return lines;
}

/** What was, newest first. */
export function describeHistory(open: OpenStore): void {
  const store = useStore(open);
  const newestFirst = [
    'Patient/b/1 POST',
    'Patient/a/4 PUT',
    'Patient/a/3 DELETE',
    'Observation/o/1 PUT',
    'Patient/a/2 PUT',
    'Patient/a/1 POST',
  ];

  beforeAll(async () => {
    for (const write of [
      create(draft('Patient', 'a')),
      update(draft('Patient', 'a', { content: ',"active":true' })),
      update(draft('Observation', 'o')),
      remove('Patient', 'a'),
      update(draft('Patient', 'a', { content: ',"active":false' })),
      create(draft('Patient', 'b')),
    ])
      await transact(store(), write);
  });

  it('goes from the oldest on if asked to, in pages', async () => {
    const oldestFirst = [...newestFirst].reverse();
    expect(await walk(store(), { count: 2, oldestFirst: true })).toEqual(oldestFirst);
  });

  it('tells the place of each version, from which a history goes on', async () => {
    const { versions } = await store().history({ count: 3 });
    const [first, second, third] = versions;
    const rest = await store().history({ count: 1, after: second?.place as number });
    expect(rest.versions).toEqual([third]);
    expect(first?.place).toBeGreaterThan(second?.place as number);
  });

  it('tells the versions of one resource, of a type, and of all', async () => {
    const ofPatients = newestFirst.filter((text) => text.startsWith('Patient'));
    expect(await walk(store(), { type: 'Patient', id: 'a', count: 10 })).toEqual(
      newestFirst.filter((text) => text.startsWith('Patient/a')),
    );
    expect(await walk(store(), { type: 'Patient', count: 10 })).toEqual(ofPatients);
    expect(await walk(store(), { count: 10 })).toEqual(newestFirst);
  });

  it('has nothing of a resource that never was', async () => {
    expect(await store().history({ type: 'Patient', id: 'nobody', count: 10 })).toEqual({ versions: [] });
  });

  it('gives texts, and none of a deletion', async () => {
    const { versions } = await store().history({ type: 'Patient', id: 'a', count: 10 });
    expect(versions.map(({ text }) => text && JSON.parse(text).meta.versionId)).toEqual([
      '4',
      undefined,
      '2',
      '1',
    ]);
  });

  it('comes in pages without a gap or an overlap', async () => {
    for (const count of [1, 2, 3, 6]) expect(await walk(store(), { count })).toEqual(newestFirst);
  });

  it('goes on behind the last page although others write', async () => {
    let n = 0;
    const write = async () => {
      await transact(store(), update(draft('Basic', 'meanwhile', { content: `,"n":${++n}` })));
    };
    expect(await walk(store(), { count: 2 }, write)).toEqual(newestFirst);
  });

  it('begins at an instant, that instant included', async () => {
    const { versions } = await store().history({ type: 'Patient', id: 'a', count: 10 });
    const since = (i: number) => Date.parse(versions[i]?.lastUpdated as string);
    expect(await walk(store(), { type: 'Patient', id: 'a', count: 10, since: since(1) })).toEqual([
      'Patient/a/4 PUT',
      'Patient/a/3 DELETE',
    ]);
    expect(await walk(store(), { type: 'Patient', id: 'a', count: 10, since: since(0) + 1 })).toEqual([]);
  });

  it('tells which versions create: the first, and the one that follows a deletion', async () => {
    for (const count of [1, 10]) {
      const creating: string[] = [];
      let after: number | undefined;
      do {
        const page = await store().history({ type: 'Patient', count, ...(after ? { after } : {}) });
        creating.push(...page.versions.filter(({ creates }) => creates).map(line));
        after = page.next;
      } while (after !== undefined);
      expect(creating).toEqual(['Patient/b/1 POST', 'Patient/a/4 PUT', 'Patient/a/1 POST']);
    }
  });

  describe('of a time', () => {
    const at = (low: string, high: string) => ({
      at: { low: Date.parse(`2025-06-${low}Z`), high: Date.parse(`2025-06-${high}Z`) },
    });
    const text = '{"resourceType":"Basic"}';
    const was = (
      id: string,
      day: number,
      method: StoredVersion['method'],
      version: number,
    ): StoredVersion => ({
      type: 'Basic',
      id,
      versionId: String(version),
      lastUpdated: `2025-06-0${day}T10:00:00.000Z`,
      method,
      ...(method === 'DELETE' ? {} : { text }),
    });
    const versions = [
      was('x', 1, 'POST', 1),
      was('y', 2, 'POST', 1),
      was('x', 3, 'PUT', 2),
      was('y', 4, 'DELETE', 2),
      was('x', 5, 'PATCH', 3),
    ];

    beforeAll(async () => {
      for (const version of versions)
        await transact(store(), { kind: 'restore', place: '', version, index: [] });
    });

    it.each([
      ['before all', at('01T09:59:59', '01T10:00'), []],
      ['an instant at which a version was made', at('03T10:00', '03T10:00:00.001'), ['x/2', 'y/1']],
      ['just before it', at('03T09:59:59.999', '03T10:00'), ['y/1', 'x/1']],
      ['a day on which there was a change', at('03T00:00', '04T00:00'), ['x/2', 'y/1', 'x/1']],
      ['a day on which there was none', at('06T00:00', '07T00:00'), ['x/3', 'y/2']],
      ['all', at('01T00:00', '07T00:00'), ['x/3', 'y/2', 'x/2', 'y/1', 'x/1']],
    ])('has the versions that were current then: %s', async (_, span, expected) => {
      for (const count of [1, 10]) {
        const lines = await walk(store(), { type: 'Basic', count, ...span });
        expect(lines.map((text) => text.replace(/^Basic.(.*) .*$/, '$1'))).toEqual(expected);
        const ofX = await walk(store(), { type: 'Basic', id: 'x', count, ...span });
        expect(ofX).toHaveLength(expected.filter((version) => version.startsWith('x')).length);
      }
    });

    it('is bound by an instant as well', async () => {
      const since = Date.parse('2025-06-02T10:00Z');
      const query: HistoryQuery = { type: 'Basic', count: 10, since, ...at('03T00:00', '04T00:00') };
      expect(await walk(store(), query)).toEqual(['Basic/x/2 PUT', 'Basic/y/1 POST']);
    });
  });

  it('takes versions as they were elsewhere, with number, time and method, one after the other', async () => {
    const was = (versionId: string, method: StoredVersion['method'], text?: string): StoredVersion => ({
      type: 'Basic',
      id: 'moved',
      versionId,
      lastUpdated: `2025-06-0${versionId}T10:00:00.000Z`,
      method,
      ...(text ? { text } : {}),
    });
    const moved = [was('1', 'POST', '{"resourceType":"Basic","id":"moved"}'), was('2', 'DELETE')];
    const restore = (version: StoredVersion) =>
      transact(store(), { kind: 'restore', place: '', version, index: [] });
    await expect(restore(was('2', 'DELETE'))).rejects.toMatchObject({ status: 409 });
    for (const version of moved) await restore(version);
    expect(await store().vread('Basic', 'moved', '1')).toEqual(moved[0]);
    expect(await store().read('Basic', 'moved')).toEqual(moved[1]);
  });
}
