import { type Estimable, type NotEstimable, notEstimable } from '#statistics/estimable.ts';
import { type LinearEstimate, leastSquares } from '#statistics/least-squares.ts';
import { mean } from '#statistics/moments.ts';

/** Two arms, each with pairs of baseline and follow-up values. */
export interface BaselineFollowUp {
  baseline: number;
  followUp: number;
}

export interface Ancova {
  n: number;
  df: number;
  /** Adjusted difference of the follow-up (equally: of the change), comparison arm minus reference arm. */
  difference: LinearEstimate;
  slope: LinearEstimate;
  intercept: LinearEstimate;
  residualSd: number;
  /** Baseline at which the arm means are adjusted: the mean over both arms. */
  atBaseline: number;
  /** Adjusted follow-up means. */
  leastSquaresMeans: { comparison: LinearEstimate; reference: LinearEstimate };
  /** Difference of the slopes on baseline; informs, never switches the method. */
  slopeHomogeneity: LinearEstimate | NotEstimable;
}

/**
 * ANCOVA followUp ~ baseline + arm, the primary between-arm analysis. The response can be the value or the change:
 * the arm effect is the same. Two-sided, t intervals at 1 - alpha.
 */
export function ancova(
  comparison: readonly BaselineFollowUp[],
  reference: readonly BaselineFollowUp[],
  alpha = 0.05,
): Estimable<Ancova> {
  if (comparison.length < 2 || reference.length < 2)
    return notEstimable('fewer than two complete subjects in an arm');
  const rows = [
    ...comparison.map((pair) => ({ ...pair, arm: 1 })),
    ...reference.map((pair) => ({ ...pair, arm: 0 })),
  ];
  const response = rows.map((row) => row.followUp);
  const atBaseline = mean(rows.map((row) => row.baseline));
  // Centring keeps the columns nearly orthogonal, hence the estimates exact to the last digits.
  const centred = rows.map((row) => ({ arm: row.arm, baseline: row.baseline - atBaseline }));
  const fit = leastSquares(
    centred.map(({ arm, baseline }) => [1, baseline, arm]),
    response,
    alpha,
  );
  if (!fit.estimable) return fit;
  const interaction = leastSquares(
    centred.map(({ arm, baseline }) => [1, baseline, arm, arm * baseline]),
    response,
    alpha,
  );
  return {
    estimable: true,
    n: fit.n,
    df: fit.df,
    difference: fit.contrast([0, 0, 1]),
    slope: fit.contrast([0, 1, 0]),
    intercept: fit.contrast([1, -atBaseline, 0]),
    residualSd: fit.residualSd,
    atBaseline,
    leastSquaresMeans: { comparison: fit.contrast([1, 0, 1]), reference: fit.contrast([1, 0, 0]) },
    slopeHomogeneity: interaction.estimable ? interaction.contrast([0, 0, 0, 1]) : interaction,
  };
}
