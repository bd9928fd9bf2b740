import type { Effect } from './cohort-design.ts';
import type { Random } from './random.ts';
import type { Distribution, TrialData } from './trial-data.ts';

/** True values of one analyte in one person, in the canonical unit, before rounding and censoring. */
export interface OutcomeValues {
  baseline: number;
  month3: number;
}

/**
 * Draws every analyte of one person. Baselines follow the analyte's distribution, correlated through one normal score;
 * month 3 is baseline + effect of the arm + regression to the mean + noise, on the log scale where that is the
 * distribution's. Synthetic data only: the effects are assumptions, not results.
 */
export function drawOutcomeValues(
  { analytes, design }: TrialData,
  arm: string,
  random: Random,
): Map<string, OutcomeValues> {
  const score = random.normal();
  return new Map(
    analytes.map(({ key, distribution, hard }) => {
      const baseline = drawBaseline(distribution, score, random);
      return [
        key,
        { baseline, month3: drawMonth3(baseline, distribution, hard, design.month3[key]!, arm, random) },
      ];
    }),
  );
}

function drawBaseline(distribution: Distribution, score: number, random: Random): number {
  const { correlation } = distribution;
  for (;;) {
    const z = correlation * score + Math.sqrt(1 - correlation ** 2) * random.normal();
    if (distribution.dist === 'lognormal') return distribution.median * Math.exp(distribution.sigmaLog * z);
    const value = distribution.mean + distribution.sd * z;
    if (value >= distribution.min && value <= distribution.max) return value;
  }
}

function drawMonth3(
  baseline: number,
  distribution: Distribution,
  [low, high]: [number, number],
  { effect, regression, residual }: Effect,
  arm: string,
  random: Random,
): number {
  const logarithmic = distribution.dist === 'lognormal';
  const scale = (value: number) => (logarithmic ? Math.log(value) : value);
  const centre = scale(distribution.dist === 'lognormal' ? distribution.median : distribution.mean);
  const expected = scale(baseline) + scale(effect[arm]!) + regression * (scale(baseline) - centre);
  for (;;) {
    const drawn = expected + residual * random.normal();
    const value = logarithmic ? Math.exp(drawn) : drawn;
    if (value >= low && value <= high) return value;
  }
}
