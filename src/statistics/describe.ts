import type { Interval } from '#statistics/estimable.ts';
import { mean, variance } from '#statistics/moments.ts';
import { quantile } from '#statistics/quantile.ts';
import { tInterval } from '#statistics/student-t.ts';

/** Descriptive statistics; `null` is "not estimable from so few values", never NaN. */
export interface Description {
  n: number;
  missing: number;
  mean: number | null;
  sd: number | null;
  se: number | null;
  ci: Interval | null;
  median: number | null;
  q1: number | null;
  q3: number | null;
  min: number | null;
  max: number | null;
}

/** Describes the values that are there; `null` entries are counted as missing. Quartiles of type 7, t interval. */
export function describe(values: readonly (number | null)[], alpha = 0.05): Description {
  const sorted = values.filter((x) => x !== null).sort((a, b) => a - b);
  const n = sorted.length;
  const missing = values.length - n;
  if (n === 0) {
    return {
      n,
      missing,
      mean: null,
      sd: null,
      se: null,
      ci: null,
      median: null,
      q1: null,
      q3: null,
      min: null,
      max: null,
    };
  }
  const centre = mean(sorted);
  const sd = n > 1 ? Math.sqrt(variance(sorted)) : null;
  const se = sd === null ? null : sd / Math.sqrt(n);
  return {
    n,
    missing,
    mean: centre,
    sd,
    se,
    ci: se === null ? null : tInterval(centre, se, n - 1, alpha),
    median: quantile(sorted, 0.5),
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
    min: sorted[0]!,
    max: sorted[n - 1]!,
  };
}
