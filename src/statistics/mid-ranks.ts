export interface Ranked {
  /** Rank of each value in the order given; equal values share the mean of their ranks. */
  ranks: number[];
  /** Sum of t^3 - t over groups of equal values: the correction for ties. */
  tieTerm: number;
}

/** Ranks from 1, equal values get mid-ranks. Infinite values are allowed: they rank below or above all others. */
export function midRanks(values: readonly number[]): Ranked {
  const order = values
    .map((value, index) => ({ value, index }))
    .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  const ranks = new Array<number>(values.length);
  let tieTerm = 0;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && order[end]!.value === order[start]!.value) end += 1;
    const size = end - start;
    for (let i = start; i < end; i += 1) ranks[order[i]!.index] = (start + 1 + end) / 2;
    tieTerm += size ** 3 - size;
    start = end;
  }
  return { ranks, tieTerm };
}
