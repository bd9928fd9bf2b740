import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { type Estimable, type Interval, notEstimable } from '#statistics/estimable.ts';
import { isConstant, mean, variance } from '#statistics/moments.ts';

export interface HedgesG {
  g: number;
  se: number;
  ci: Interval;
  pooledSd: number;
}

/** Standardised mean difference, first minus second, with J = 1 - 3/(4 df - 1) and the large-sample interval. */
export function hedgesG(
  first: readonly number[],
  second: readonly number[],
  alpha = 0.05,
): Estimable<HedgesG> {
  const m = first.length;
  const n = second.length;
  if (m < 2 || n < 2) return notEstimable('fewer than two values in an arm');
  if (isConstant(first) && isConstant(second)) return notEstimable('no spread in either arm');
  const df = m + n - 2;
  const pooledSd = Math.sqrt(((m - 1) * variance(first) + (n - 1) * variance(second)) / df);
  const g = ((mean(first) - mean(second)) / pooledSd) * (1 - 3 / (4 * df - 1));
  const se = Math.sqrt((m + n) / (m * n) + g ** 2 / (2 * (m + n)));
  const reach = normalQuantile(1 - alpha / 2, 0, 1) * se;
  return { estimable: true, g, se, ci: { low: g - reach, high: g + reach }, pooledSd };
}
