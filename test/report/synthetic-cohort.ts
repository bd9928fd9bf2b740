import type { SubjectBundle } from '#study/subject-bundle.ts';
import { at, type ObservationInput, type SubjectInput, subject } from '../measure/synthetic-subjects.ts';
import { subjects as goldenSubjects } from '../statistics/golden.ts';

/** A repeatable sequence in [0, 1): the fixture must be the same on every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const MARKERS = [
  { key: 'fbg', loinc: '1558-6', unit: 'mg/dL', median: 155, spread: 0.28, ratio: 0.9, digits: 0 },
  { key: 'ppg2h', loinc: '1521-4', unit: 'mg/dL', median: 235, spread: 0.33, ratio: 0.9, digits: 0 },
  { key: 'cpeptide', loinc: '1986-9', unit: 'ng/mL', median: 2, spread: 0.5, ratio: 1.05, digits: 2 },
  {
    key: 'il6',
    loinc: '26881-3',
    unit: 'pg/mL',
    median: 2.5,
    spread: 0.8,
    ratio: 0.85,
    digits: 2,
    limit: 1.5,
  },
  { key: 'il10', loinc: '26848-2', unit: 'pg/mL', median: 4, spread: 0.4, ratio: 1.1, digits: 2, limit: 1 },
  { key: 'ddimer', loinc: '48065-7', unit: 'ng/mL{FEU}', median: 268, spread: 0.47, ratio: 0.9, digits: 0 },
  { key: 'crp', loinc: '1988-5', unit: 'mg/L', median: 2.5, spread: 0.9, ratio: 0.85, digits: 2 },
];

/** HbA1c of the golden data set, the other laboratory outcomes drawn; the values of both visits of one subject. */
function results(
  id: string,
  golden: { baseline: number | null; month3: number | null },
  next: () => number,
): ObservationInput[] {
  const hba1c = [['d0', at(0), golden.baseline] as const, ['m3', at(90), golden.month3] as const].flatMap(
    ([visit, effective, value]) =>
      value === null ? [] : [{ id: `${id}-hba1c-${visit}`, loinc: '4548-4', effective, value, unit: '%' }],
  );
  const markers = MARKERS.flatMap(({ key, loinc, unit, median, spread, ratio, digits, limit = 0 }) => {
    const personal = median * Math.exp(spread * (next() + next() + next() - 1.5) * 2);
    return [1, ratio * Math.exp(0.3 * (next() - 0.5))].map((factor, i): ObservationInput => {
      const value = Number((personal * factor).toFixed(digits));
      const day = { id: `${id}-${key}-${i}`, loinc, effective: at(i * 90), unit };
      return value < limit ? { ...day, value: limit, comparator: '<' } : { ...day, value };
    });
  });
  const dqol = [0, 90].map((day) => ({
    id: `${id}-dqol-${day}`,
    system: 'https://exo-t2dm.example.org/fhir/CodeSystem/exo-analyte',
    loinc: 'DQOL-TOTAL',
    effective: at(day, '08:40'),
    value: Number((60 + 16 * next() + day / 30).toFixed(1)),
    unit: '{score}',
  }));
  return [...hba1c, ...markers, ...dqol];
}

/** Subjects with something that the rules must deal with, on top of the golden data set. */
function special(input: SubjectInput): SubjectInput {
  const observations = input.observations ?? [];
  const find = (suffix: string) => observations.find(({ id }) => id === `${input.id}-${suffix}`)!;
  const { id } = input;
  if (id === 'EXO-007')
    return { ...input, status: 'withdrawn', withdrawalReason: 'Consent withdrawn', doseDays: [0, 30] };
  if (id === 'EXO-002') find('fbg-1').effective = at(110);
  if (id === 'EXO-003')
    observations.push({
      ...find('crp-1'),
      id: `${id}-crp-corrected`,
      value: 1.11,
      status: 'corrected',
      version: '2',
    });
  if (id === 'EXO-004') {
    find('ddimer-1').value = 350;
    find('ddimer-1').original = { value: 175, unit: 'ng/mL{DDU}', loinc: '48066-5' };
  }
  if (id === 'EXO-005')
    return {
      ...input,
      adverseEvents: [
        { text: 'Injection site pain <b>', day: 0 },
        { text: 'Fever', day: 31, serious: true },
      ],
    };
  if (id === 'EXO-006')
    return { ...input, adverseEvents: [{ text: 'Fever', day: 1 }], doseDays: [0, 45, 60] };
  return input;
}

/** 50 randomised subjects and two who were not. */
export function syntheticCohort(): SubjectBundle[] {
  const next = sequence(7144241);
  const randomised = goldenSubjects.map((golden) => {
    const arm = golden.arm === 'A' ? ('intervention' as const) : ('control' as const);
    return subject(special({ id: golden.id, arm, observations: results(golden.id, golden, next) }));
  });
  return [...randomised, subject({ id: 'EXO-051', arm: null }), subject({ id: 'EXO-052', arm: null })];
}
