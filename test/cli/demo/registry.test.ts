import { describe, expect, test } from '@jest/globals';
import { searchRegistry } from '#cli/demo/registry.ts';
import { registrySearches } from '#cli/demo/registry-searches.ts';
import { loadDefinitions } from '#conformance/definitions.ts';
import { study } from './hospital/cohort.ts';
import { refusal, searchset, withPeer } from './peer.ts';

const result = {
  search: { mode: 'match' },
  resource: {
    resourceType: 'Observation',
    id: '1',
    status: 'final',
    valueQuantity: { value: 8.7, unit: '%' },
  },
};
const person = { search: { mode: 'include' }, resource: { resourceType: 'Patient', id: '1' } };

describe('the searches of a registry', () => {
  test('are sent as they are told, each with one line of answer', async () => {
    const lines: string[] = [];
    const { answers, urls } = await withPeer(
      ({ url }) => (url.includes('_summary=count') ? searchset(25) : searchset(1, [result, person])),
      async (connection, received) => ({
        answers: await searchRegistry({ connection, study, say: (line) => lines.push(line) }),
        urls: received.map(({ url }) => url),
      }),
    );
    expect(urls).toHaveLength(answers.length);
    for (const [index, { question, url, answer }] of answers.entries()) {
      expect(lines.slice(3 * index, 3 * index + 3)).toEqual([question, `  GET ${url}`, `  ${answer}`]);
      expect(decodeURIComponent(new URL(url).href)).toContain(decodeURIComponent(urls[index]!));
    }
    expect(answers[0]).toMatchObject({ answer: '25' });
    expect(answers.map(({ answer }) => answer)).toContain('8.7 % of 1 subjects');
  });

  test('use parameters of base R4 only', () => {
    const { searchParameters } = loadDefinitions();
    for (const { type, query } of registrySearches(study)) {
      for (const name of Object.keys(query).filter((parameter) => !parameter.startsWith('_'))) {
        const code = name.split(':')[0]!.split('.')[0];
        expect(
          searchParameters.some((parameter) => parameter.code === code && parameter.base.includes(type)),
        ).toBe(true);
      }
    }
  });

  test('fail when the server refuses one', async () => {
    const run = withPeer(
      () => refusal(400, 'unknown parameter', 'Patient'),
      (connection) => searchRegistry({ connection, study, say: () => {} }),
    );
    await expect(run).rejects.toThrow('unknown parameter');
  });
});
