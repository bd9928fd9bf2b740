import { decimal } from '#fhir/json/literals.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Breathe } from '#interaction/breathe.ts';
import type { Terminology } from '#terminology/terminology.ts';
import type { ComparableValues } from './comparable-values.ts';
import type { Measurement } from './measurements.ts';
import { sampleOf, timesOf } from './sample-of.ts';
import type { Statistic, StatisticUnit, StatisticValue } from './statistic.ts';
import { statisticsNotes } from './statistics-notes.ts';
import type { StatsInput } from './stats-input.ts';

/** Everything about one code that goes into its results. */
export interface CodeResults {
  /** The code as it was asked for, or as the measurements have it. */
  concept: unknown;
  measurements: Measurement[];
  lists: ComparableValues[];
}

const UCUM = 'http://unitsofmeasure.org';
const STATISTICS_SYSTEM = 'http://terminology.hl7.org/CodeSystem/observation-statistics';

/** Digits that a double holds for certain through some arithmetic; what lies behind them is noise. */
const DIGITS = 12;

/** Makes the Observation of one code in one unit; `list` undefined where no measurement has a usable value. */
export async function statisticsObservation(
  { concept, measurements, lists }: CodeResults,
  list: ComparableValues | undefined,
  { subject, period, statistics }: StatsInput,
  { terminology, breathe }: { terminology: Terminology; breathe: Breathe },
): Promise<Resource> {
  const effective = period ?? spanOf(measurements);
  const sample = sampleOf(list, measurements, effective?.start);
  await breathe();
  const quantities: Quantities = {
    texts: new Map(list?.values.map(({ text }) => [Number(text), text])),
    unit: list?.unit ?? { code: '1', text: '1' },
    terminology,
  };
  const components = [];
  for (const statistic of statistics) {
    await breathe();
    for (const found of statistic.compute(sample)) components.push(component(statistic, found, quantities));
  }
  const notes = statisticsNotes(measurements, list, lists);
  return {
    resourceType: 'Observation',
    status: 'final',
    code: concept,
    subject: { reference: subject },
    ...(effective ? { effectivePeriod: effective } : {}),
    ...(notes.length ? { note: notes.map((text) => ({ text })) } : {}),
    component: components,
  };
}

/** From the first measurement to the last, where no period was asked for. */
function spanOf(measurements: Measurement[]): StatsInput['period'] {
  const times = timesOf(measurements);
  if (!times) return undefined;
  return { start: new Date(times.first).toISOString(), end: new Date(times.last).toISOString() };
}

/** What numbers are written with: the texts that they came as, the unit of the values, and what UCUM knows. */
interface Quantities {
  texts: Map<number, string>;
  unit: ComparableValues['unit'];
  terminology: Terminology;
}

function component({ code, display }: Statistic, { value, unit, text }: StatisticValue, of: Quantities) {
  const concept = { coding: [{ system: STATISTICS_SYSTEM, code, display }], ...(text ? { text } : {}) };
  if (value === null || !Number.isFinite(value)) return { code: concept, dataAbsentReason: NOT_A_NUMBER };
  // A statistic that is one of the values keeps the digits of it.
  const same = unit === 'same' ? of.texts.get(value) : undefined;
  const written = decimal({}, 'value', same ?? String(Number(value.toPrecision(DIGITS))));
  return { code: concept, valueQuantity: { ...written, ...unitOf(unit, of) } };
}

const NOT_A_NUMBER = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
      code: 'not-a-number',
      display: 'Not a Number (NaN)',
    },
  ],
  text: 'not defined for so few or equal values',
};

/** A unit in words and, where UCUM can say it, as a code: the square of a temperature has none. */
function unitOf(kind: StatisticUnit, { unit: { code, text }, terminology }: Quantities) {
  const [words, ucum] = {
    same: [text, code],
    square: [`(${text})^2`, `(${code}).(${code})`],
    'per-hour': [`${text}/h`, `${code}/h`],
    one: ['1', '1'],
    observations: ['observations', '{observations}'],
  }[kind] as [string, string];
  const isKnown = kind === 'same' || terminology.validateCode({ system: UCUM, code: ucum }).result === true;
  return { unit: words, ...(isKnown ? { system: UCUM, code: ucum } : {}) };
}
