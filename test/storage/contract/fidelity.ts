import { storedText } from '#storage/stored-text.ts';
import type { OpenedStore, OpenStore } from './open-store.ts';
import {
  create,
  draft,
  find,
  identifier,
  queryOf,
  remove,
  transact,
  update,
  withIdentifier,
} from './writes.ts';

/** Contents that have come back altered from one store or another. */
const CONTENTS: Record<string, string> = {
  'decimals as they were written':
    ',"valueQuantity":{"value":7.10,"low":-0.0,"tiny":1.0e-7,"long":12345678901234567890,"pi":3.14159265358979323846}',
  'whole numbers beyond a double': ',"n":[9007199254740993,-9223372036854775809,100000000000000000000000]',
  'property order': ',"z":1,"a":2,"m":{"y":1,"b":2}',
  'letters of all planes':
    ',"name":[{"family":"Ünïcödé 李 𐐀 👩‍⚕️","text":"e\u0301 \\u0000 \\u2028 \\"quoted\\" \\\\"}]',
  'operators in values':
    ',"a":"$where","b":{"c":"{\\"$ne\\":null}"},"d":"\'; DROP TABLE resource; --","e":"$a.b"',
  'operators in names': ',"$where":"1","$ne":null,"a.b":{"c.d":1,"$gt":""},"_id":"x","":"empty"',
  'empty and null': ',"a":{},"b":[],"c":[null,{"d":[[]]}],"e":"","f":false,"g":null',
  'numbers for names': ',"1":"a","2":"b","10":"c","__v":0',
};

/** What goes in comes out, byte for byte, today and after a restart. */
export function describeFidelity(open: OpenStore): void {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.dispose());

  it.each(Object.entries(CONTENTS))('keeps %s', async (name, content) => {
    const { store } = opened;
    const id = name.replaceAll(' ', '-');
    const of = draft('Basic', id, { content, index: [identifier(id)] });
    const { written } = await transact(store, create(of));
    const text = storedText(of, id, '1', written[0]?.lastUpdated as string);
    await transact(store, update(draft('Basic', id, { content: ',"other":true', index: [identifier(id)] })));
    await transact(store, update(of));
    const current = text.replace('"versionId":"1"', '"versionId":"3"');
    const withoutTime = (json: string | undefined) => json?.replace(/"lastUpdated":"[^"]*"/, '');
    expect(written[0]?.text).toBe(text);
    expect((await store.vread('Basic', id, '1'))?.text).toBe(text);
    expect(withoutTime((await store.read('Basic', id))?.text)).toBe(withoutTime(current));
    const { versions } = await store.history({ type: 'Basic', id, count: 10 });
    expect(versions.at(-1)?.text).toBe(text);
    expect(withoutTime(versions[0]?.text)).toBe(withoutTime(current));
    const { entries } = await store.search(queryOf('Basic', withIdentifier('Basic', id).where));
    expect(entries.map((entry) => withoutTime(entry.text))).toEqual([withoutTime(current)]);
    expect((await transact(store, update(of))).written).toMatchObject([
      { outcome: 'unchanged', versionId: '3' },
    ]);
  });

  it('finds by values that look like operators, and by nothing else', async () => {
    const { store } = opened;
    const codes = ['$where', '$ne', '{"$ne":""}', 'a.b', "' OR 1=1 --", '(a+)+$', '%', '_', 'ü', '\\'];
    await transact(
      store,
      ...codes.map((code, i) => create(draft('Flag', `flag-${i}`, { index: [identifier(code)] }))),
    );
    for (const [i, code] of codes.entries())
      expect(await find(store, 'Flag', withIdentifier('Flag', code).where)).toEqual([`flag-${i}`]);
  });

  it('tells ids apart that differ in case, and takes those of full length', async () => {
    const { store } = opened;
    const ids = ['Case', 'case', 'x'.repeat(64), '0', '-.-'];
    await transact(store, ...ids.map((id) => create(draft('Device', id, { content: `,"n":"${id}"` }))));
    for (const id of ids) expect((await store.read('Device', id))?.text).toContain(`"n":"${id}"`);
    expect(await store.read('Device', 'CASE')).toBeUndefined();
  });

  it('has everything when it is opened again', async () => {
    await transact(opened.store, create(draft('Group', 'kept', { index: [identifier('kept')] })));
    await transact(opened.store, create(draft('Group', 'gone')));
    await transact(opened.store, remove('Group', 'gone'));
    const before = await opened.store.history({ count: 1000 });
    opened.store = await opened.reopen();
    const { store } = opened;
    expect(await store.history({ count: 1000 })).toEqual(before);
    expect(await find(store, 'Group', withIdentifier('Group', 'kept').where)).toEqual(['kept']);
    expect(await store.read('Group', 'gone')).toMatchObject({ versionId: '2', method: 'DELETE' });
    const { written } = await transact(store, update(draft('Group', 'kept', { content: ',"active":true' })));
    expect(written).toMatchObject([{ outcome: 'updated', versionId: '2' }]);
    const { versions } = await store.history({ count: 1 });
    expect(versions).toMatchObject([{ id: 'kept', versionId: '2' }]);
  });
}
