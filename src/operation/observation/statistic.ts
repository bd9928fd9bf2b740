import { mean, variance } from '#statistics/moments.ts';
import { quantile } from '#statistics/quantile.ts';
import { simpleRegression } from '#statistics/simple-regression.ts';
import { standardisedMoment } from '#statistics/standardised-moment.ts';

/** The numbers that statistics are made of. */
export interface Sample {
  /** Ascending. */
  values: number[];
  /** Those that have a time, in hours from the beginning of the period. */
  points: { x: number; y: number }[];
  /** Measurements of the code in the period, those without a usable value included. */
  total: number;
}

/** What a statistic is measured in: as the values, as their square, as the values an hour, as nothing, or in observations. */
export type StatisticUnit = 'same' | 'square' | 'per-hour' | 'one' | 'observations';

/** One number of a statistic; null where it cannot be computed from so few values. */
export interface StatisticValue {
  value: number | null;
  unit: StatisticUnit;
  /** Which one, where a statistic has several. */
  text?: string;
}

/** One code of http://terminology.hl7.org/CodeSystem/observation-statistics. */
export interface Statistic {
  code: string;
  display: string;
  compute: (sample: Sample) => StatisticValue[];
}

/** A statistic of at least `least` values. */
function ofValues(
  code: string,
  display: string,
  compute: (sorted: number[]) => number | null,
  { least = 1, unit = 'same' }: { least?: number; unit?: StatisticUnit } = {},
): Statistic {
  return {
    code,
    display,
    compute: ({ values }) => [{ value: values.length < least ? null : compute(values), unit }],
  };
}

const ofQuantile = (code: string, display: string, probability: number): Statistic =>
  ofValues(code, display, (sorted) => quantile(sorted, probability));

function line({ points }: Sample): StatisticValue[] {
  const found = simpleRegression(points);
  const [gradient, intercept] = found.estimable ? [found.gradient, found.intercept] : [null, null];
  return [
    { value: gradient, unit: 'per-hour', text: 'Gradient, per hour' },
    { value: intercept, unit: 'same', text: 'Intercept, at the beginning of the period' },
  ];
}

const ALL: Statistic[] = [
  ofValues('average', 'Average', mean),
  ofValues('maximum', 'Maximum', (sorted) => sorted.at(-1) as number),
  ofValues('minimum', 'Minimum', (sorted) => sorted[0] as number),
  ofValues('count', 'Count', ({ length }) => length, { least: 0, unit: 'observations' }),
  {
    code: 'total-count',
    display: 'Total Count',
    compute: ({ total }) => [{ value: total, unit: 'observations' }],
  },
  ofQuantile('median', 'Median', 0.5),
  ofValues('std-dev', 'Standard Deviation', (sorted) => Math.sqrt(variance(sorted)), { least: 2 }),
  ofValues('sum', 'Sum', (sorted) => sorted.reduce((sum, x) => sum + x, 0)),
  ofValues('variance', 'Variance', variance, { least: 2, unit: 'square' }),
  ofQuantile('20-percent', '20th Percentile', 0.2),
  ofQuantile('80-percent', '80th Percentile', 0.8),
  ofQuantile('4-lower', 'Lower Quartile', 0.25),
  ofQuantile('4-upper', 'Upper Quartile', 0.75),
  ofValues('4-dev', 'Quartile Deviation', (sorted) => (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2),
  ofQuantile('5-1', '1st Quintile', 0.2),
  ofQuantile('5-2', '2nd Quintile', 0.4),
  ofQuantile('5-3', '3rd Quintile', 0.6),
  ofQuantile('5-4', '4th Quintile', 0.8),
  ofValues('skew', 'Skew', (sorted) => standardisedMoment(sorted, 3), { least: 2, unit: 'one' }),
  ofValues('kurtosis', 'Kurtosis', (sorted) => standardisedMoment(sorted, 4), { least: 2, unit: 'one' }),
  { code: 'regression', display: 'Regression', compute: line },
];

/** Names that R4's own text gives to codes that the code system spells differently (observation-operation-stats.html). */
const ALIASES: Record<string, string> = { max: 'maximum', min: 'minimum', totalcount: 'total-count' };

/** Every statistic by its code. */
export const STATISTICS: Map<string, Statistic> = new Map(
  ALL.map((statistic) => [statistic.code, statistic]),
);

/** The statistic of a code or of another name for it; undefined for one that R4 does not have. */
export const findStatistic = (code: string): Statistic | undefined =>
  STATISTICS.get(Object.hasOwn(ALIASES, code) ? (ALIASES[code] as string) : code);
