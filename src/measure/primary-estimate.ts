import type { Analysis, ArmComparison } from '#measure/analyse-pairs.ts';
import type { Interval } from '#statistics/estimable.ts';

/** The one estimate that stands for a comparison of two arms. */
export interface PrimaryEstimate {
  value: number;
  ci: Interval;
  p: number;
  scale: 'difference' | 'ratio';
}

/** Adjusted difference, or ratio of geometric means on the log scale; null when not estimable. */
export function primaryEstimate({ primary, ancova, geometricRatio }: ArmComparison): PrimaryEstimate | null {
  if (primary === 'ancova-log') {
    if (!geometricRatio?.estimable) return null;
    const { ratio, ci, p } = geometricRatio;
    return { value: ratio, ci, p, scale: 'ratio' };
  }
  if (!ancova.estimable) return null;
  const { estimate, ci, p } = ancova.difference;
  return { value: estimate, ci, p, scale: 'difference' };
}

/** p-values of the primary comparisons of one outcome, in the plan's order of arms. */
export function primaryPValues(analysis: Analysis): (number | null)[] {
  return analysis.comparisons.map((comparison) => primaryEstimate(comparison)?.p ?? null);
}
