import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const folders = ['terminology', 'study', 'profiles'].map(
  (name) => new URL(`../../${name}/`, import.meta.url),
);

interface Concept {
  code: string;
}

interface Terminology {
  resourceType: string;
  id: string;
  url: string;
  content?: string;
  concept?: Concept[];
  compose?: { include: { system: string; concept?: Concept[] }[] };
  group?: {
    source: string;
    target: string;
    element: { code: string; target: { code?: string; equivalence: string }[] }[];
  }[];
}

const resources: Terminology[] = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => /^[A-Z]\w+-.*\.json$/.test(file))
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
);
const ofType = (type: string) => resources.filter(({ resourceType }) => resourceType === type);
const codes = new Map(
  ofType('CodeSystem').map(({ url, concept }) => [url, (concept ?? []).map(({ code }) => code)]),
);

/** Codings of the trial's own systems anywhere in a resource. */
function* codings(node: unknown): Generator<{ system: string; code: string }> {
  if (typeof node !== 'object' || node === null) return;
  const { system, code } = node as { system?: unknown; code?: unknown };
  if (typeof system === 'string' && typeof code === 'string') yield { system, code };
  for (const child of Object.values(node)) yield* codings(child);
}

describe('terminology of the trial', () => {
  test.each(ofType('CodeSystem'))('$id has no code twice', ({ concept }) => {
    const own = (concept ?? []).map(({ code }) => code);
    expect(new Set(own).size).toBe(own.length);
    expect(own.length).toBeGreaterThan(0);
  });

  test.each(ofType('ValueSet'))('$id names every code once, and codes of the trial exist', ({ compose }) => {
    for (const { system, concept } of compose!.include) {
      const listed = (concept ?? []).map(({ code }) => code);
      expect(new Set(listed).size).toBe(listed.length);
      if (codes.has(system)) expect(codes.get(system)).toEqual(expect.arrayContaining(listed));
    }
  });

  test('codings of the trial systems are in their code systems', () => {
    const unknown = resources.flatMap((resource) =>
      [...codings(resource)]
        .filter(({ system, code }) => codes.has(system) && !codes.get(system)!.includes(code))
        .map(({ system, code }) => `${resource.resourceType}/${resource.id}: ${system}|${code}`),
    );
    expect(unknown).toEqual([]);
  });

  test.each(ofType('ConceptMap'))('$id maps each code once, from and to codes that exist', ({ group }) => {
    for (const { source, target, element } of group!) {
      const from = element.map(({ code }) => code);
      expect(new Set(from).size).toBe(from.length);
      if (codes.has(source)) expect(codes.get(source)).toEqual(expect.arrayContaining(from));
      for (const { code, equivalence } of element.flatMap((mapped) => mapped.target)) {
        expect(code === undefined).toBe(equivalence === 'unmatched');
        if (code && codes.has(target)) expect(codes.get(target)).toContain(code);
      }
    }
  });

  test('a local D-dimer maps to LOINC only with its unit basis', () => {
    const map = ofType('ConceptMap').find(({ id }) => id === 'unimus-lab-to-loinc')!;
    const ddimer = map.group![0]!.element.find(({ code }) => code === 'DDIMER')!;
    expect(ddimer.target).toMatchObject([{ code: '48065-7', dependsOn: [{ value: 'FEU' }] }]);
  });
});
