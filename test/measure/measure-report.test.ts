import { loadDefinitions } from '#conformance/definitions.ts';
import { evaluateMeasure } from '#measure/evaluate-measure.ts';
import { loadStudy } from '#study/load-study.ts';
import { createValidator } from '#validation/validate.ts';
import { syntheticCohort } from '../report/synthetic-cohort.ts';

const study = loadStudy(new URL('../../study/', import.meta.url));
const definitions = loadDefinitions();
const validator = createValidator(definitions);
const errors = (resource: Parameters<typeof validator.validate>[0]) =>
  validator.validate(resource).filter(({ severity }) => severity === 'error' || severity === 'fatal');

it.each(study.measures.map((measure) => [measure.id, measure] as const))(
  'Measure %s is valid R4',
  (_, measure) => {
    expect(errors(measure)).toEqual([]);
  },
);

it.each([
  ['a full cohort', syntheticCohort()],
  ['nobody', []],
])('the report on %s is valid R4', async (_, subjects) => {
  for (const measure of study.measures) {
    const { measureReport } = await evaluateMeasure({
      measure,
      study,
      subjects,
      definitions,
      date: '2026-01-15T09:00:00+07:00',
    });
    expect(errors(measureReport)).toEqual([]);
  }
});
