/**
 * Probabilities of the signed-rank statistic V = 0..n(n+1)/2 under the null hypothesis, without ties: the number of
 * subsets of 1..n with sum V, of 2^n.
 */
export function signedRankProbabilities(n: number): number[] {
  let probabilities = [1];
  for (let rank = 1; rank <= n; rank += 1) {
    const next = new Array<number>(probabilities.length + rank).fill(0);
    for (const [sum, p] of probabilities.entries()) {
      next[sum]! += p / 2;
      next[sum + rank]! += p / 2;
    }
    probabilities = next;
  }
  return probabilities;
}

/**
 * Probabilities of Mann-Whitney's U = 0..m*n under the null hypothesis, without ties, by the recursion over which
 * sample holds the largest value (Mann and Whitney 1947).
 */
export function mannWhitneyProbabilities(m: number, n: number): number[] {
  let previous: number[][] = Array.from({ length: n + 1 }, () => [1]);
  for (let i = 1; i <= m; i += 1) {
    const row: number[][] = [[1]];
    for (let j = 1; j <= n; j += 1) {
      const probabilities = new Array<number>(i * j + 1).fill(0);
      for (const [u, p] of previous[j]!.entries()) probabilities[u + j]! += (p * i) / (i + j);
      for (const [u, p] of row[j - 1]!.entries()) probabilities[u]! += (p * j) / (i + j);
      row.push(probabilities);
    }
    previous = row;
  }
  return previous[n]!;
}

/** Two-sided p-value of a symmetric discrete statistic: twice the smaller tail, at most 1. */
export function exactTwoSidedP(probabilities: readonly number[], statistic: number): number {
  const lower = probabilities.slice(0, statistic + 1).reduce((sum, p) => sum + p, 0);
  const upper = probabilities.slice(statistic).reduce((sum, p) => sum + p, 0);
  return Math.min(1, 2 * Math.min(lower, upper));
}

/** Smallest statistic whose cumulative probability reaches `probability`. */
export function discreteQuantile(probabilities: readonly number[], probability: number): number {
  let cumulative = 0;
  for (const [statistic, p] of probabilities.entries()) {
    cumulative += p;
    if (cumulative >= probability) return statistic;
  }
  return probabilities.length - 1;
}
