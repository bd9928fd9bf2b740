import { isConstant, mean } from '#statistics/moments.ts';

/**
 * A moment about the mean in units of the standard deviation, both over n: of order 3 the skewness g1, of order 4 the
 * kurtosis, which is 3 for a normal distribution. `null` where the values have no spread.
 */
export function standardisedMoment(values: readonly number[], order: number): number | null {
  if (isConstant(values)) return null;
  const centre = mean(values);
  const moment = (k: number) => values.reduce((sum, x) => sum + (x - centre) ** k, 0) / values.length;
  return moment(order) / moment(2) ** (order / 2);
}
