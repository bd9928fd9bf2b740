import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseJson } from '#fhir/json/parse-json.ts';
import { isId, type Resource } from '#fhir/resource.ts';

const root = new URL('../../', import.meta.url);

interface StudyFile {
  name: string;
  resource: Resource & { url?: string; version?: string };
}

const files: StudyFile[] = ['study', 'terminology', 'profiles'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, root))
    .filter((file) => /^[A-Z]\w+-.*\.json$/.test(file))
    .map((file) => ({
      name: `${folder}/${file}`,
      resource: parseJson(readFileSync(new URL(`${folder}/${file}`, root), 'utf8')) as Resource,
    })),
);
const known = new Set(files.map(({ resource }) => `${resource.resourceType}/${resource.id}`));
const canonicals = new Map(
  files.filter(({ resource }) => resource.url).map(({ resource }) => [resource.url!, resource]),
);
const BASE = 'https://exo-t2dm.example.org/fhir';

/** Every string of a tree with the name of the element it stands in. */
function* strings(node: unknown, element = ''): Generator<{ element: string; text: string }> {
  if (typeof node === 'string') yield { element, text: node };
  else if (Array.isArray(node)) for (const item of node) yield* strings(item, element);
  else if (typeof node === 'object' && node !== null) {
    for (const [name, value] of Object.entries(node)) yield* strings(value, name);
  }
}

/** The codes of LOINC, SNOMED CT and the like that the trial uses. */
const isPartOfForeign = ({ url, content }: Resource & { url?: string; content?: string }): boolean =>
  content === 'fragment' && !url?.startsWith(BASE);

describe('files of the trial', () => {
  test.each(files)('$name has the type and id of its name', ({ name, resource }) => {
    expect(name.split('/')[1]).toBe(`${resource.resourceType}-${resource.id}.json`);
    expect(isId(resource.id!)).toBe(true);
  });

  test.each(files.filter(({ resource }) => isPartOfForeign(resource)))(
    '$name is a part of a system of others, which has no version of the trial',
    ({ resource }) => {
      expect(resource).toMatchObject({ resourceType: 'CodeSystem', copyright: expect.any(String) });
      expect(resource.version).toBeUndefined();
    },
  );

  test.each(files.filter(({ resource }) => resource.url && !isPartOfForeign(resource)))(
    '$name has the url of its place',
    ({ resource }) => {
      expect(resource).toMatchObject({
        url: `${BASE}/${resource.resourceType}/${resource.id}`,
        version: '0.1.0',
      });
    },
  );

  test('relative references resolve', () => {
    const broken = files.flatMap(({ name, resource }) =>
      [...strings(resource)]
        .filter(({ element, text }) => element === 'reference' && !known.has(text))
        .map(({ text }) => `${name}: ${text}`),
    );
    expect(broken).toEqual([]);
  });

  test('canonicals under the base of the trial resolve', () => {
    // Identifier systems and properties of concept maps are URIs that nothing has to be found under.
    const named = /^https:\/\/exo-t2dm\.example\.org\/fhir\/([A-Z]\w+)\/([^/|]+)(\|0\.1\.0)?$/;
    const broken = files.flatMap(({ name, resource }) =>
      [...strings(resource)]
        .map(({ text }) => named.exec(text))
        .filter((match) => match !== null && !canonicals.has(`${BASE}/${match[1]}/${match[2]}`))
        .map((match) => `${name}: ${match![0]}`),
    );
    expect(broken).toEqual([]);
  });
});
