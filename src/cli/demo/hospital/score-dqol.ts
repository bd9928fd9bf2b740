/** A score of 0 (worst) to 100 (best), or none where too few items are answered. */
export interface DqolScore {
  total?: number;
  scales: Map<string, number | undefined>;
  missingItems: number;
}

/** Version of the scoring rule, stored beside every score. */
export const DQOL_SCORING = '1';

/** `raw` is the sum of n items answered 1 (best) to 5: 100 - 100 x (raw - n) / (4n). */
function score(raw: number, n: number): number {
  return 100 - (100 * (raw - n)) / (4 * n);
}

/**
 * Scores a DQoL: scale key -> answers of 1 to 5, undefined where unanswered or not applicable. A scale counts if at
 * least half of its items are answered; missing items then get the mean of the answered ones (person-mean imputation).
 * The total needs all scales.
 */
export function scoreDqol(answers: Map<string, (number | undefined)[]>): DqolScore {
  let raw = 0;
  let items = 0;
  let missingItems = 0;
  const scales = new Map<string, number | undefined>();
  for (const [scale, levels] of answers) {
    const answered = levels.filter((level) => level !== undefined);
    missingItems += levels.length - answered.length;
    const mean = answered.reduce((sum, level) => sum + level, 0) / answered.length;
    const imputed = mean * levels.length;
    scales.set(scale, answered.length * 2 >= levels.length ? score(imputed, levels.length) : undefined);
    raw += imputed;
    items += levels.length;
  }
  const complete = [...scales.values()].every((value) => value !== undefined);
  return { ...(complete ? { total: score(raw, items) } : {}), scales, missingItems };
}
