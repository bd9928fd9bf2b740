import wilcoxon from '@stdlib/stats-wilcoxon';
import { type Estimable, notEstimable } from '#statistics/estimable.ts';
import { midRanks } from '#statistics/mid-ranks.ts';
import { exactTwoSidedP, signedRankProbabilities } from '#statistics/rank-distributions.ts';

export interface WilcoxonSignedRank {
  /** Changes that are not zero; zeros are dropped. */
  n: number;
  zeros: number;
  /** Sum of the ranks of the positive changes. */
  v: number;
  p: number;
  method: 'exact' | 'normal-continuity';
}

/** From here on the normal approximation is used, as in R. */
const EXACT_BELOW = 50;

/** Wilcoxon signed-rank test on changes, two-sided: exact for few values without ties and zeros, else normal with continuity. */
export function wilcoxonSignedRank(changes: readonly number[]): Estimable<WilcoxonSignedRank> {
  const moved = changes.filter((x) => x !== 0);
  const zeros = changes.length - moved.length;
  if (moved.length === 0) return notEstimable('no change differs from zero');
  const { ranks, tieTerm } = midRanks(moved.map(Math.abs));
  const v = ranks.reduce((sum, rank, i) => (moved[i]! > 0 ? sum + rank : sum), 0);
  if (moved.length < EXACT_BELOW && zeros === 0 && tieTerm === 0) {
    const p = exactTwoSidedP(signedRankProbabilities(moved.length), v);
    return { estimable: true, n: moved.length, zeros, v, p, method: 'exact' };
  }
  if (moved.length < 2) return notEstimable('fewer than two changes differ from zero');
  const p = wilcoxon(moved, { correction: true, zeroMethod: 'wilcox' }).pValue;
  return { estimable: true, n: moved.length, zeros, v, p, method: 'normal-continuity' };
}
