import type { IndexValue } from '#search/search-expression.ts';
import type { DistinctQuery } from '#storage/resource-store.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, remove, transact, update } from './writes.ts';

const tag = (code: string | null, system: string | null = null): IndexValue => ({
  kind: 'token',
  parameter: '_tag',
  system,
  code,
});
const profile = (value: string): IndexValue => ({ kind: 'uri', parameter: '_profile', value });
const tags = (...types: string[]): DistinctQuery => ({ types, parameter: '_tag', kind: 'token', limit: 10 });

/** Which values a parameter has at all. */
export function describeDistinct(open: OpenStore): void {
  const store = useStore(open);

  beforeAll(async () => {
    const patient = (id: string, ...index: IndexValue[]) => create(draft('Patient', id, { index }));
    await transact(
      store(),
      patient('a', tag('x', 'urn:b'), tag('y', 'urn:a'), profile('urn:p')),
      patient('b', tag('x', 'urn:b'), tag('z'), profile('urn:q')),
      patient('c', tag('gone', 'urn:a')),
      patient('d', tag('changed', 'urn:a')),
      patient('e', profile('urn:p')),
      create(draft('Basic', 'f', { index: [tag('x', 'urn:b'), tag('w', 'urn:a')] })),
    );
    await transact(
      store(),
      remove('Patient', 'c'),
      update(draft('Patient', 'd', { content: ',"active":true' })),
    );
  });

  it('has each value that a current resource has, once and in order', async () => {
    expect(await store().distinct(tags('Patient'))).toEqual([
      { value: 'z' },
      { system: 'urn:a', value: 'y' },
      { system: 'urn:b', value: 'x' },
    ]);
    const profiles = { ...tags('Patient'), parameter: '_profile', kind: 'uri' as const };
    expect(await store().distinct(profiles)).toEqual([{ value: 'urn:p' }, { value: 'urn:q' }]);
  });

  it('has those of several types together, and none of a type that nobody uses', async () => {
    expect(await store().distinct(tags('Patient', 'Basic', 'Device'))).toEqual([
      { value: 'z' },
      { system: 'urn:a', value: 'w' },
      { system: 'urn:a', value: 'y' },
      { system: 'urn:b', value: 'x' },
    ]);
    expect(await store().distinct(tags('Device'))).toEqual([]);
  });

  it('gives no more than it is asked for', async () => {
    expect(await store().distinct({ ...tags('Patient', 'Basic'), limit: 2 })).toHaveLength(2);
  });
}
