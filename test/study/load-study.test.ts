import { readFileSync } from 'node:fs';
import { parseAnalysisPlan } from '#study/analysis-plan.ts';
import { loadStudy } from '#study/load-study.ts';
import { parseSchedule, windowVariables } from '#study/schedule.ts';

const folder = new URL('../../study/', import.meta.url);
const study = loadStudy(folder);
const planFile = () => JSON.parse(readFileSync(new URL('analysis-plan.json', folder), 'utf8'));

it('takes the windows from the schedule of activities', () => {
  const { visits } = study.schedule;
  expect(visits.get('scr')).toMatchObject({ target: null, low: -28, high: 0 });
  expect(visits.get('d0')).toMatchObject({ code: 'D0', target: 0, low: 0, high: 0 });
  expect(visits.get('m1')).toMatchObject({ target: 30, low: 23, high: 37 });
  expect(visits.get('m3')).toMatchObject({ target: 90, low: 76, high: 104 });
});

it('makes variables of the windows, counted from day 0', () => {
  const dayZero = study.calendar.dayOf('2025-06-10');
  expect(windowVariables(study.schedule, study.calendar, dayZero)).toMatchObject({
    m3Opens: '2025-08-25T00:00:00.000+07:00',
    m3Closes: '2025-09-22T23:59:59.999+07:00',
    scrOpens: '2025-05-13T00:00:00.000+07:00',
  });
  expect(windowVariables(study.schedule, study.calendar, null)).toMatchObject({ m3Opens: [], m3Closes: [] });
});

it('has one Measure for each registered outcome, named as the ResearchStudy names it', () => {
  const objectives = study.researchStudy.objective as {
    extension: { extension: { url: string; valueCanonical?: string }[] }[];
  }[];
  const registered = objectives.map(
    (objective) => objective.extension[0]!.extension.find(({ url }) => url === 'measure')?.valueCanonical,
  );
  expect(study.measures.map(({ url }) => url).sort()).toEqual(registered.sort());
});

it('names the arms exactly as the ResearchStudy does', () => {
  const arms = study.researchStudy.arm as { name: string }[];
  expect(study.plan.arms.map(({ name }) => name)).toEqual(arms.map(({ name }) => name));
});

it('has rules for the analyte of every outcome', () => {
  for (const { analyte } of study.plan.outcomes) expect(study.analytes.analytes.has(analyte)).toBe(true);
});

it('refuses a plan with a fault, and names it', () => {
  expect(() => parseAnalysisPlan({ ...planFile(), alpha: 5 })).toThrow(/alpha/);
  expect(() => parseAnalysisPlan({ ...planFile(), surprise: true })).toThrow(/additional properties/);
  expect(() => parseAnalysisPlan({ ...planFile(), referenceArm: 'placebo' })).toThrow(
    'placebo is not an arm',
  );
});

it('refuses a schedule that is not counted in days', () => {
  const plan = structuredClone(study.resources.get(study.plan.schedule)!);
  const actions = plan.action as { id?: string; relatedAction?: { offsetDuration: { code: string } }[] }[];
  actions.find(({ id }) => id === 'm3')!.relatedAction![0]!.offsetDuration.code = 'mo';
  expect(() => parseSchedule(plan)).toThrow('the offset of m3 is not in days');
});
