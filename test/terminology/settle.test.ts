import type { CodeSystem } from '@medplum/fhirtypes';
import { entryOf } from '#conformance/canonical-entry.ts';
import type { Content, Entry } from '#terminology/content/content.ts';
import { createTerminology } from '#terminology/create-terminology.ts';
import { codeSystem, valueSet } from './terminology-of.ts';

/** Content that has to be fetched before it can be read. */
function farContent(resources: object[]): Content {
  const far = new Map<Entry, CodeSystem>(
    resources.map((resource) => [entryOf(resource as CodeSystem), resource as CodeSystem]),
  );
  const near = new Map<object, CodeSystem>();
  const entries = [...far.keys()];
  return {
    entries: (type, url) => entries.filter((entry) => entry.type === type && entry.url === url),
    all: (type) => entries.filter((entry) => entry.type === type),
    read: (entry) => near.get(entry),
    fetch: async (entry) => void near.set(entry, far.get(entry) as CodeSystem),
    generation: () => 0,
  };
}

describe('content that is not in memory', () => {
  const terminology = () =>
    createTerminology({
      sources: [
        farContent([
          codeSystem('urn:cs', { a: {} }),
          valueSet('urn:one', [{ valueSet: ['urn:two'] }]),
          valueSet('urn:two', [{ system: 'urn:cs' }]),
        ]),
      ],
    });

  it('leaves an answer unknown, and is fetched where the question can wait', async () => {
    const asked = terminology();
    const membership = asked.membership('urn:one');
    expect(membership.has('urn:cs', 'a')).toBe('unknown');
    expect(await asked.settle(() => membership.has('urn:cs', 'a'))).toBe(true);
    expect(membership.has('urn:cs', 'b')).toBe(false);
  });

  it('is fetched also where a question throws for want of it', async () => {
    const asked = terminology();
    expect(() => asked.lookup({ system: 'urn:cs', code: 'a' })).toThrow('not known here');
    const found = await asked.settle(() => asked.lookup({ system: 'urn:cs', code: 'a' }));
    expect(found.display).toBe('The a');
    await expect(asked.settle(() => asked.lookup({ system: 'urn:cs', code: 'z' }))).rejects.toThrow(
      'no code',
    );
  });
});
