import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../study/${file}`, import.meta.url), 'utf8'));
const study = read('ResearchStudy-nct07144241.json');
const EXTENSION = 'https://exo-t2dm.example.org/fhir/StructureDefinition/outcome-definition';

test('units are kept as they were registered, slips included', () => {
  const units = study.objective.map(
    (objective: {
      name: string;
      extension: { url: string; extension: { url: string; valueString: string }[] }[];
    }) => [
      objective.name,
      objective.extension
        .find(({ url }) => url === EXTENSION)!
        .extension.find(({ url }) => url === 'registeredUnit')!.valueString,
    ],
  );
  expect(Object.fromEntries(units)).toMatchObject({ 'C-peptide': 'ng/m', 'IL-6': 'mg/L', 'IL-10': 'mg/L' });
});

test('the control arm is an active comparator', () => {
  expect(
    study.arm.map((arm: { id: string; type: { coding: { code: string }[] } }) => [
      arm.id,
      arm.type.coding[0]!.code,
    ]),
  ).toEqual([
    ['intervention', 'experimental'],
    ['control', 'active-comparator'],
  ]);
});

test('windows are offsets from Day 0, each around its target', () => {
  const schedule = read('PlanDefinition-soa-nct07144241.json');
  const windows = schedule.action.map(
    (action: {
      id: string;
      relatedAction?: {
        offsetDuration?: { value: number };
        extension: { valueRange: { low: { value: number }; high: { value: number } } }[];
      }[];
    }) => {
      const related = action.relatedAction?.[0];
      const range = related?.extension.at(0)?.valueRange;
      return [action.id, range?.low.value, related?.offsetDuration?.value, range?.high.value];
    },
  );
  expect(windows).toEqual([
    ['scr', -28, undefined, 0],
    ['d0', undefined, undefined, undefined],
    ['m1', 23, 30, 37],
    ['m2', 53, 60, 67],
    ['m3', 76, 90, 104],
    ['uns', undefined, undefined, undefined],
  ]);
});

test('the DQoL has 46 items in four scales, answered 1 to 5', () => {
  const { item } = read('Questionnaire-dqol.json');
  expect(item.map((scale: { linkId: string; item: unknown[] }) => [scale.linkId, scale.item.length])).toEqual(
    [
      ['sat', 15],
      ['imp', 20],
      ['wsv', 7],
      ['wdr', 4],
    ],
  );
  const ordinals = item[0].item[0].answerOption.map(
    (option: { valueCoding: { extension: { valueDecimal: number }[] } }) =>
      option.valueCoding.extension[0]!.valueDecimal,
  );
  expect(ordinals).toEqual([1, 2, 3, 4, 5]);
});
