import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Interval } from '#statistics/estimable.ts';

/** Two-sided p-value of a t statistic with `df` degrees of freedom (fractional df allowed). */
export function twoSidedP(t: number, df: number): number {
  return 2 * tCdf(-Math.abs(t), df);
}

/** The 1 - alpha interval of an estimate whose error follows t with `df` degrees of freedom. */
export function tInterval(estimate: number, standardError: number, df: number, alpha: number): Interval {
  const reach = tQuantile(1 - alpha / 2, df) * standardError;
  return { low: estimate - reach, high: estimate + reach };
}
