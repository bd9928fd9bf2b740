import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadDefinitions } from '#conformance/definitions.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator } from '#validation/validate.ts';
import { cohort, finalState } from './cohort.ts';

const subjects = cohort(7);
const bundles = subjects.flatMap((subject) => subject.bundles);
const state = [...finalState(subjects).values()];
const ofType = (type: string) => state.filter(({ resourceType }) => resourceType === type);
const text = (generated: typeof subjects) =>
  generated.flatMap((subject) => subject.bundles.map(serializeJson)).join('\n');
const identifierOf = (resource: Resource) =>
  [resource.identifier].flat()[0] as { system: string; value: string };

/** All values of the property `reference` in a tree. */
function* references(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [name, value] of Object.entries(node)) {
    if (name === 'reference' && typeof value === 'string') yield value;
    else yield* references(value);
  }
}

describe('a cohort', () => {
  test('is the same, byte for byte, for the same seed', () => {
    expect(text(cohort(7))).toBe(text(subjects));
  });

  test('is another one for another seed', () => {
    expect(text(cohort(8))).not.toBe(text(subjects));
  });

  test('has 50 subjects numbered from EXO-001, 25 in each arm', () => {
    expect(subjects.map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, index) => `EXO-${String(index + 1).padStart(3, '0')}`),
    );
    const arms = Map.groupBy(ofType('ResearchSubject'), ({ assignedArm }) => assignedArm);
    expect([...arms].map(([arm, members]) => [arm, members.length]).sort()).toEqual([
      ['Group 1: Intervention Group', 25],
      ['Group 2: Control Group', 25],
    ]);
  });

  test('has one business identifier for each resource', () => {
    const keys = state.map((resource) => {
      const { system, value } = identifierOf(resource);
      return `${resource.resourceType} ${system}|${value}`;
    });
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('names nobody', () => {
    for (const patient of ofType('Patient')) {
      expect(Object.keys(patient).sort()).toEqual([
        'active',
        'birthDate',
        'gender',
        'identifier',
        'meta',
        'resourceType',
      ]);
      expect(patient.birthDate).toMatch(/^\d{4}$/);
      expect(patient.meta!.security).toMatchObject([{ code: 'PSEUDED' }]);
    }
  });

  test('is marked as test data throughout', () => {
    const unmarked = bundles
      .flatMap(({ entry }) => entry)
      .filter(
        ({ resource }) => !(resource.meta!.tag as { code: string }[]).some(({ code }) => code === 'HTEST'),
      );
    expect(unmarked).toEqual([]);
  });

  test('is valid R4', () => {
    const validator = createValidator(loadDefinitions());
    const errors = subjects
      .slice(0, 20)
      .flatMap((subject) => subject.bundles)
      .flatMap((bundle) => validator.validate(bundle))
      .filter(({ severity }) => severity === 'error' || severity === 'fatal');
    expect(errors).toEqual([]);
  });
});

describe('its transactions', () => {
  test('refer only to their own entries and to the study', () => {
    const known = new Set(
      readdirSync(new URL('../../../../study/', import.meta.url)).map((file) =>
        file.replace(/-(.*)\.json$/, '/$1'),
      ),
    );
    const broken = bundles.flatMap((bundle) => {
      const own = new Set(bundle.entry.map(({ fullUrl }) => fullUrl));
      return [...references(bundle)].filter((reference) => !own.has(reference) && !known.has(reference));
    });
    expect(broken).toEqual([]);
  });

  test('find what is there by its business identifier', () => {
    for (const { resource, request } of bundles.flatMap(({ entry }) => entry)) {
      const { system, value } = identifierOf(resource);
      const search = request.method === 'POST' ? request.ifNoneExist : request.url.split('?')[1];
      expect(search).toBe(`identifier=${system}|${value}`);
    }
  });

  test('have no entry twice', () => {
    for (const { entry } of bundles) {
      expect(new Set(entry.map(({ fullUrl }) => fullUrl)).size).toBe(entry.length);
    }
  });

  test('write times with the offset of the site', () => {
    const times = text(subjects).match(/"\d{4}-\d\d-\d\dT[^"]*"/g)!;
    expect(times.filter((time) => !/T\d\d:\d\d:00\+07:00"$/.test(time))).toEqual([]);
  });
});
