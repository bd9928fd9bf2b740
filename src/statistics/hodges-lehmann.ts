import { type Estimable, type Interval, notEstimable } from '#statistics/estimable.ts';
import { quantile } from '#statistics/quantile.ts';
import {
  discreteQuantile,
  mannWhitneyProbabilities,
  signedRankProbabilities,
} from '#statistics/rank-distributions.ts';

export interface HodgesLehmann {
  estimate: number;
  /** Between order statistics of the exact null distribution; slightly conservative when values are tied. */
  ci: Interval | null;
}

// Above this size the counting tables cost more than the interval is worth.
const COUNT_UP_TO = 200;

function fromOrdered(
  ordered: number[],
  probabilities: readonly number[] | null,
  alpha: number,
): Estimable<HodgesLehmann> {
  const estimate = quantile(ordered, 0.5);
  if (!probabilities) return { estimable: true, estimate, ci: null };
  const cut = Math.max(1, discreteQuantile(probabilities, alpha / 2));
  const low = ordered[cut - 1];
  const high = ordered[ordered.length - cut];
  const covered = probabilities[0]! <= alpha / 2;
  return {
    estimable: true,
    estimate,
    ci: covered && low !== undefined && high !== undefined ? { low, high } : null,
  };
}

/** Pseudo-median of changes: median of all pairwise means (Walsh averages). */
export function hodgesLehmannOneSample(changes: readonly number[], alpha = 0.05): Estimable<HodgesLehmann> {
  if (changes.length === 0) return notEstimable('no values');
  const walsh = changes.flatMap((x, i) => changes.slice(i).map((y) => (x + y) / 2)).sort((a, b) => a - b);
  return fromOrdered(
    walsh,
    changes.length <= COUNT_UP_TO ? signedRankProbabilities(changes.length) : null,
    alpha,
  );
}

/** Shift between two samples: median of all differences first minus second. */
export function hodgesLehmannTwoSample(
  first: readonly number[],
  second: readonly number[],
  alpha = 0.05,
): Estimable<HodgesLehmann> {
  if (first.length === 0 || second.length === 0) return notEstimable('an arm without values');
  const differences = first.flatMap((x) => second.map((y) => x - y)).sort((a, b) => a - b);
  const countable = Math.max(first.length, second.length) <= COUNT_UP_TO / 2;
  return fromOrdered(
    differences,
    countable ? mannWhitneyProbabilities(first.length, second.length) : null,
    alpha,
  );
}
