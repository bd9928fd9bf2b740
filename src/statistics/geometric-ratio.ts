import { type Ancova, ancova, type BaselineFollowUp } from '#statistics/ancova.ts';
import { type Estimable, type Interval, notEstimable } from '#statistics/estimable.ts';

export interface GeometricRatio {
  n: number;
  /** Adjusted ratio of geometric means, comparison over reference; 1 is no difference. */
  ratio: number;
  ci: Interval;
  t: number;
  df: number;
  p: number;
  /** Standard error of the log ratio. */
  seLog: number;
  /** The ANCOVA on natural logarithms behind the ratio. */
  logAncova: Ancova;
}

/** ANCOVA on natural logarithms for skewed markers: ratio of geometric means with its interval. Values must be positive. */
export function geometricRatio(
  comparison: readonly BaselineFollowUp[],
  reference: readonly BaselineFollowUp[],
  alpha = 0.05,
): Estimable<GeometricRatio> {
  if ([...comparison, ...reference].some((pair) => pair.baseline <= 0 || pair.followUp <= 0)) {
    return notEstimable('a value is zero or negative and has no logarithm');
  }
  const logs = (pairs: readonly BaselineFollowUp[]) =>
    pairs.map(({ baseline, followUp }) => ({ baseline: Math.log(baseline), followUp: Math.log(followUp) }));
  const fit = ancova(logs(comparison), logs(reference), alpha);
  if (!fit.estimable) return fit;
  const { estimable: _, ...logAncova } = fit;
  const { estimate, se, t, df, p, ci } = fit.difference;
  return {
    estimable: true,
    n: fit.n,
    ratio: Math.exp(estimate),
    ci: { low: Math.exp(ci.low), high: Math.exp(ci.high) },
    t,
    df,
    p,
    seLog: se,
    logAncova,
  };
}
