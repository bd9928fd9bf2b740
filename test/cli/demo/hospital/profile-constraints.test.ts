import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadDefinitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { type CompiledExpression, compileExpression } from '#fhirpath/compile-expression.ts';
import { cohort, finalState } from './cohort.ts';

interface Profile {
  type: string;
  baseDefinition: string;
  differential: { element: { constraint?: { key: string; expression: string }[] }[] };
}

const TRIAL = 'https://exo-t2dm.example.org/fhir/StructureDefinition/';
const definitions = loadDefinitions();

/** The compiled constraints of a profile of the trial, those of the profile it is based on included. */
function constraintsOf(url: string): { key: string; holds: CompiledExpression }[] {
  if (!url.startsWith(TRIAL)) return [];
  const file = new URL(
    `../../../../profiles/StructureDefinition-${url.slice(TRIAL.length)}.json`,
    import.meta.url,
  );
  const { type, baseDefinition, differential }: Profile = JSON.parse(readFileSync(file, 'utf8'));
  const own = differential.element.flatMap(({ constraint }) => constraint ?? []);
  return [
    ...constraintsOf(baseDefinition),
    ...own.map(({ key, expression }) => ({ key, holds: compileExpression(expression, type, definitions) })),
  ];
}

const profileOf = (resource: Resource) => (resource.meta!.profile as [string])[0];
const byProfile = [...Map.groupBy(finalState(cohort(7)).values(), profileOf)];

describe('resources of the cohort keep the constraints of the profile that they claim', () => {
  test.each(byProfile)('%s', (url, resources) => {
    const broken = constraintsOf(url).flatMap(({ key, holds }) =>
      resources
        .filter((resource) => holds.evaluate(resource, { resource }).some(({ value }) => value === false))
        .map((resource) => `${key} ${JSON.stringify(resource.identifier)}`),
    );
    expect(broken).toEqual([]);
  });
});
