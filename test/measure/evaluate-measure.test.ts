import { loadDefinitions } from '#conformance/definitions.ts';
import { evaluateMeasure } from '#measure/evaluate-measure.ts';
import { loadStudy } from '#study/load-study.ts';
import type { SubjectBundle } from '#study/subject-bundle.ts';
import { estimated, expectClose, golden, subjects as goldenSubjects } from '../statistics/golden.ts';
import { at, type ObservationInput, subject } from './synthetic-subjects.ts';

const study = loadStudy(new URL('../../study/', import.meta.url));
const definitions = loadDefinitions();

function evaluate(key: string, subjects: SubjectBundle[]) {
  const measure = study.measures.find(({ id }) => id === `${key}-change`)!;
  return evaluateMeasure({ measure, study, subjects, definitions, date: '2026-01-15T09:00:00+07:00' });
}

/** The outcome of one subject of the intervention arm with these results. */
async function one(
  key: string,
  observations: ObservationInput[],
  rest: { doseDays?: number[]; status?: string; withdrawalReason?: string } = {},
) {
  const { outcome } = await evaluate(key, [
    subject({ id: 'EXO-001', arm: 'intervention', observations, ...rest }),
  ]);
  return outcome.subjects[0]!;
}

const hba1c = (id: string, effective: string, value: number, more: Partial<ObservationInput> = {}) => ({
  id,
  effective,
  value,
  unit: '%',
  ...more,
});
const baseline = hba1c('d0', at(0), 8.6);
const month3 = hba1c('m3', at(90), 7.6);

describe('HbA1c of the golden data set', () => {
  const bundles = goldenSubjects.map(({ id, arm, ...values }) =>
    subject({
      id,
      arm: arm === 'A' ? 'intervention' : 'control',
      observations: [
        ...(values.baseline === null ? [] : [hba1c(`${id}-d0`, at(0), values.baseline)]),
        ...(values.month3 === null ? [] : [hba1c(`${id}-m3`, at(90), values.month3)]),
      ],
    }),
  );

  it('gives the figures of R', async () => {
    const { outcome, measureReport } = await evaluate('hba1c', bundles);
    expect(outcome.counts).toEqual({ initialPopulation: 50, measurePopulation: 46, excluded: 4 });
    const [comparison] = outcome.primary.comparisons;
    const difference = estimated(comparison!.ancova).difference;
    const expected = golden.ancova.value_model.arm_A_minus_B;
    expectClose(difference.estimate, expected.estimate);
    expectClose(difference.se, expected.se);
    expectClose(difference.p, expected.p, 1e-8);
    expectClose(difference.ci.low, expected.ci95_low);
    expectClose(difference.ci.high, expected.ci95_high);
    const welch = estimated(comparison!.welch);
    expectClose(welch.t, golden.between_arms_change.welch_t.t);
    expectClose(welch.df, golden.between_arms_change.welch_t.df);
    expectClose(welch.p, golden.between_arms_change.welch_t.p, 1e-8);
    expect(estimated(comparison!.mannWhitney).u).toBe(148);
    expect(estimated(outcome.primary.arms[0]!.wilcoxon).v).toBe(0);
    expectClose(
      (measureReport.group as { measureScore: { value: number } }[])[0]!.measureScore.value,
      expected.estimate,
    );
  });

  it('cites the versions it rests on', async () => {
    const { measureReport } = await evaluate('hba1c', bundles.slice(0, 2));
    expect(measureReport.evaluatedResource).toEqual(
      expect.arrayContaining([
        { reference: 'Observation/EXO-001-d0/_history/1' },
        { reference: 'ResearchSubject/rs-EXO-001/_history/2' },
        { reference: 'MedicationAdministration/ma-EXO-001-0-exo-hws-lot-a12/_history/1' },
      ]),
    );
    expect(measureReport).toMatchObject({
      resourceType: 'MeasureReport',
      status: 'complete',
      type: 'summary',
      measure: 'https://exo-t2dm.example.org/fhir/Measure/hba1c-change|0.1.0',
    });
    expect(JSON.stringify(measureReport)).not.toContain('null');
  });
});

describe('baseline', () => {
  it('is the last value before the first dose', async () => {
    const outcome = await one('hba1c', [hba1c('scr', at(-20), 9.9), baseline, month3]);
    expect(outcome.baseline).toMatchObject({
      chosen: { id: 'Observation/d0' },
      decidedBy: 'latest',
      rule: 'last',
    });
    expect(outcome.baseline.candidates).toEqual(['Observation/scr/_history/1', 'Observation/d0/_history/1']);
    expect(outcome.change).toBe(-1);
  });

  it('is never a value after the dose, not even of the same day', async () => {
    const outcome = await one('hba1c', [hba1c('late', at(0, '10:01'), 8.8), month3]);
    expect(outcome.baseline.chosen).toBeNull();
    expect(outcome.reason).toMatch(/^Baseline: only outside/);
  });

  it('reaches back 28 days on the local calendar and no further', async () => {
    expect((await one('hba1c', [hba1c('in', at(-28, '00:00'), 8.1), month3])).baseline.chosen?.id).toBe(
      'Observation/in',
    );
    expect((await one('hba1c', [hba1c('out', at(-29, '23:59'), 8.1), month3])).baseline.chosen).toBeNull();
  });

  it('of 2-hour glucose is of the day of the dose', async () => {
    const glucose = (id: string, effective: string) => ({
      id,
      loinc: '1521-4',
      effective,
      value: 240,
      unit: 'mg/dL',
    });
    expect(
      (await one('ppg2h', [glucose('d-1', at(-1, '09:00')), glucose('m3', at(90))])).baseline.chosen,
    ).toBeNull();
    expect(
      (await one('ppg2h', [glucose('d0', at(0, '09:00')), glucose('m3', at(90))])).baseline.chosen?.id,
    ).toBe('Observation/d0');
  });

  it('counts from the randomisation when no dose was given, and says so', async () => {
    const outcome = await one('hba1c', [baseline, month3], { doseDays: [] });
    expect(outcome.change).toBe(-1);
    expect(outcome.flags).toEqual(['anchor-is-randomisation']);
  });
});

describe('month 3', () => {
  it('is the value nearest to day 90, on a tie the later one', async () => {
    const near = await one('hba1c', [baseline, hba1c('m80', at(80), 7), hba1c('m93', at(93), 7.5)]);
    expect(near.followUp).toMatchObject({
      chosen: { id: 'Observation/m93', day: 93 },
      decidedBy: 'nearest-to-target',
    });
    const tie = await one('hba1c', [baseline, hba1c('m88', at(88), 7), hba1c('m92', at(92), 7.5)]);
    expect(tie.followUp).toMatchObject({
      chosen: { id: 'Observation/m92' },
      decidedBy: 'later-of-equally-near',
    });
  });

  it('of one specimen reported twice is the corrected, else the last released', async () => {
    const corrected = await one('hba1c', [
      baseline,
      hba1c('a', at(90), 7.9, { issued: at(92) }),
      hba1c('b', at(90), 7.1, { issued: at(91), status: 'corrected' }),
    ]);
    expect(corrected.followUp).toMatchObject({ chosen: { id: 'Observation/b' }, decidedBy: 'corrected' });
    const later = await one('hba1c', [
      baseline,
      hba1c('a', at(90), 7.9, { issued: at(92) }),
      hba1c('b', at(90), 7.1, { issued: at(91) }),
    ]);
    expect(later.followUp).toMatchObject({ chosen: { id: 'Observation/a' }, decidedBy: 'latest-issued' });
  });

  it.each([
    [75, false],
    [76, true],
    [104, true],
    [105, false],
  ])('of day %d is in window: %s', async (day, inWindow) => {
    const outcome = await one('hba1c', [baseline, hba1c('m', at(day, day === 76 ? '00:00' : '23:59'), 7)]);
    expect(outcome.followUp.chosen !== null).toBe(inWindow);
    if (!inWindow) expect(outcome.reason).toBe(`Month 3: outside the window (day ${day})`);
  });

  it.each(['preliminary', 'registered', 'entered-in-error', 'cancelled', 'unknown'])(
    'is never a result that is %s',
    async (status) => {
      const outcome = await one('hba1c', [baseline, hba1c('m', at(90), 7, { status })]);
      expect(outcome.followUp.chosen).toBeNull();
      expect(outcome.inMeasurePopulation).toBe(false);
    },
  );

  it('missing is explained: specimen lost, withdrawn, or nothing known', async () => {
    const lost = await one('hba1c', [
      baseline,
      { id: 'm', effective: at(90), unit: '%', status: 'cancelled', absent: 'not-performed' },
    ]);
    expect(lost.reason).toBe('Month 3: no value (not-performed)');
    const left = await one('hba1c', [baseline], {
      status: 'withdrawn',
      withdrawalReason: 'Consent withdrawn',
    });
    expect(left.reason).toBe('Month 3: withdrawn (Consent withdrawn)');
    expect((await one('hba1c', [baseline])).reason).toBe('Month 3: no result');
  });
});

describe('units and censoring', () => {
  it('shows the original of a converted value', async () => {
    const outcome = await one('hba1c', [
      baseline,
      hba1c('m3', at(91), 7.73228, {
        codes: ['4548-4', '59261-8'],
        original: { value: 61, unit: 'mmol/mol', loinc: '59261-8' },
      }),
    ]);
    expect(outcome.followUp.chosen).toMatchObject({
      value: '7.73228',
      unit: '%',
      rule: 'hba1c-ifcc-to-ngsp',
      loinc: '59261-8',
      original: { value: '61', unit: 'mmol/mol', comparator: null },
    });
    expect(outcome.change).toBe(-0.86772);
  });

  it('takes half the limit of a censored value, and flags it', async () => {
    const il6 = (id: string, effective: string, value: number, comparator?: string) => ({
      id,
      loinc: '26881-3',
      effective,
      value,
      unit: 'pg/mL',
      ...(comparator ? { comparator } : {}),
    });
    const outcome = await one('il6', [il6('d0', at(0), 4), il6('m3', at(90), 1.5, '<')]);
    expect(outcome.change).toBe(-3.25);
    expect(outcome.flags).toEqual(['follow-up-below-limit']);
  });

  it('keeps an approximately converted D-dimer out of the primary analysis and in the sensitivity run', async () => {
    const ddimer = (id: string, effective: string, more: Partial<ObservationInput>) => ({
      id,
      loinc: '48065-7',
      effective,
      value: 350,
      unit: 'ng/mL{FEU}',
      ...more,
    });
    const observations = [
      ddimer('d0', at(0), {}),
      ddimer('m3', at(90), { original: { value: 175, unit: 'ng/mL{DDU}', loinc: '48066-5' } }),
    ];
    const { outcome } = await evaluate('ddimer', [subject({ id: 'EXO-001', arm: 'control', observations })]);
    expect(outcome.subjects[0]).toMatchObject({
      reason: 'unit basis converted approximately',
      excluded: true,
    });
    expect(outcome.primary.n).toBe(0);
    expect(outcome.sensitivity.find(({ code }) => code === 'flagged-values')?.analysis.n).toBe(1);
  });

  it('does not compare high-sensitivity with conventional CRP', async () => {
    const crp = (id: string, effective: string, codes: string[]) => ({
      id,
      codes,
      effective,
      value: 2.4,
      unit: 'mg/L',
    });
    const outcome = await one('crp', [
      crp('d0', at(0), ['1988-5']),
      crp('m3', at(90), ['1988-5', '30522-7']),
    ]);
    expect(outcome.reason).toBe('assay class differs between the visits');
  });

  it('stores capillary glucose but does not analyse it', async () => {
    const glucose = (id: string, loinc: string, effective: string) => ({
      id,
      loinc,
      effective,
      value: 150,
      unit: 'mg/dL',
    });
    const outcome = await one('fbg', [glucose('finger', '41604-0', at(0)), glucose('m3', '1558-6', at(90))]);
    expect(outcome.baseline.chosen).toBeNull();
    expect(outcome.results.map(({ id }) => id)).toContain('Observation/finger');
  });

  it('does not use a value in a unit that the analyte does not allow', async () => {
    const outcome = await one('cpeptide', [
      { id: 'd0', loinc: '1986-9', effective: at(0), value: 2.1, unit: 'ng/m' },
      { id: 'm3', loinc: '1986-9', effective: at(90), value: 2.3, unit: 'ng/mL' },
    ]);
    expect(outcome.reason).toBe('Baseline: value not convertible');
  });
});

it('counts a subject who was not randomised in no population', async () => {
  const { outcome } = await evaluate('hba1c', [
    subject({ id: 'EXO-002', arm: null, observations: [baseline, month3] }),
  ]);
  expect(outcome.counts).toEqual({ initialPopulation: 0, measurePopulation: 0, excluded: 0 });
  expect(outcome.primary.comparisons[0]!.ancova).toEqual({ estimable: false, reason: expect.any(String) });
});

it('lets other work run between subjects', async () => {
  let turns = 0;
  let running = true;
  const takeTurn = () => {
    turns += 1;
    if (running) setImmediate(takeTurn);
  };
  setImmediate(takeTurn);
  const subjects = Array.from({ length: 20 }, (_, i) =>
    subject({ id: `EXO-${i}`, arm: 'control', observations: [baseline, month3] }),
  );
  await evaluate('hba1c', subjects);
  running = false;
  expect(turns).toBeGreaterThanOrEqual(subjects.length);
});
