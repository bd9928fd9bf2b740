import ttest from '@stdlib/stats-ttest';
import { type Estimable, type Interval, notEstimable } from '#statistics/estimable.ts';
import { isConstant, mean, variance } from '#statistics/moments.ts';

export interface PairedT {
  n: number;
  estimate: number;
  se: number;
  t: number;
  df: number;
  p: number;
  ci: Interval;
  /** Mean change in units of its own standard deviation (Cohen's d_z). */
  dz: number;
}

/** Paired t test on changes (after minus before): is their mean zero? Two-sided. */
export function pairedT(changes: readonly number[], alpha = 0.05): Estimable<PairedT> {
  if (changes.length < 2) return notEstimable('fewer than two pairs');
  if (isConstant(changes)) return notEstimable('all changes are equal');
  const { statistic, df, pValue, ci } = ttest([...changes], { alpha });
  const estimate = mean(changes);
  const sd = Math.sqrt(variance(changes));
  return {
    estimable: true,
    n: changes.length,
    estimate,
    se: sd / Math.sqrt(changes.length),
    t: statistic,
    df,
    p: pValue,
    ci: { low: ci[0]!, high: ci[1]! },
    dz: estimate / sd,
  };
}
