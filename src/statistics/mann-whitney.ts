import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { type Estimable, notEstimable } from '#statistics/estimable.ts';
import { midRanks } from '#statistics/mid-ranks.ts';
import { exactTwoSidedP, mannWhitneyProbabilities } from '#statistics/rank-distributions.ts';

export interface MannWhitney {
  n: [number, number];
  /** U of the first sample: pairs in which the first is larger, ties counted half. */
  u: number;
  p: number;
  /** 2U/(mn) - 1, from -1 (first always smaller) to 1. */
  rankBiserial: number;
  method: 'exact' | 'normal-continuity';
}

const EXACT_BELOW = 50;

/** Mann-Whitney U test, two-sided: exact for small samples without ties, else normal with continuity and tie correction. */
export function mannWhitney(first: readonly number[], second: readonly number[]): Estimable<MannWhitney> {
  const m = first.length;
  const n = second.length;
  if (m === 0 || n === 0) return notEstimable('an arm without values');
  const { ranks, tieTerm } = midRanks([...first, ...second]);
  const u = ranks.slice(0, m).reduce((sum, rank) => sum + rank, 0) - (m * (m + 1)) / 2;
  const result = {
    estimable: true as const,
    n: [m, n] as [number, number],
    u,
    rankBiserial: (2 * u) / (m * n) - 1,
  };
  if (tieTerm === 0 && m < EXACT_BELOW && n < EXACT_BELOW) {
    return { ...result, p: exactTwoSidedP(mannWhitneyProbabilities(m, n), u), method: 'exact' };
  }
  const total = m + n;
  const sigma = Math.sqrt(((m * n) / 12) * (total + 1 - tieTerm / (total * (total - 1))));
  if (!(sigma > 0)) return notEstimable('all values are tied');
  const distance = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5);
  return { ...result, p: 2 * normalCdf(-distance / sigma, 0, 1), method: 'normal-continuity' };
}
