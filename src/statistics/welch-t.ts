import ttest2 from '@stdlib/stats-ttest2';
import { type Estimable, type Interval, notEstimable } from '#statistics/estimable.ts';
import { isConstant, mean, variance } from '#statistics/moments.ts';

export interface WelchT {
  n: [number, number];
  /** Mean of the first sample minus mean of the second. */
  estimate: number;
  se: number;
  t: number;
  df: number;
  p: number;
  ci: Interval;
}

/** Welch's t test: difference of two means without assuming equal variances. Two-sided. */
export function welchT(first: readonly number[], second: readonly number[], alpha = 0.05): Estimable<WelchT> {
  if (first.length < 2 || second.length < 2) return notEstimable('fewer than two values in an arm');
  if (isConstant(first) && isConstant(second)) return notEstimable('no spread in either arm');
  const { statistic, df, pValue, ci } = ttest2([...first], [...second], { alpha });
  return {
    estimable: true,
    n: [first.length, second.length],
    estimate: mean(first) - mean(second),
    se: Math.sqrt(variance(first) / first.length + variance(second) / second.length),
    t: statistic,
    df,
    p: pValue,
    ci: { low: ci[0]!, high: ci[1]! },
  };
}
