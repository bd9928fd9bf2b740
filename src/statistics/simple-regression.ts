import { type Estimable, notEstimable } from '#statistics/estimable.ts';
import { isConstant, mean } from '#statistics/moments.ts';

/** The line of least squares through points. */
export interface RegressionLine {
  gradient: number;
  /** The line's value where x is 0. */
  intercept: number;
}

/** The line that predicts y from x with the least squares of its errors; two different x are enough. */
export function simpleRegression(points: readonly { x: number; y: number }[]): Estimable<RegressionLine> {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  if (isConstant(xs)) return notEstimable('fewer than two different times');
  const [centreX, centreY] = [mean(xs), mean(ys)];
  const together = points.reduce((sum, { x, y }) => sum + (x - centreX) * (y - centreY), 0);
  const spread = xs.reduce((sum, x) => sum + (x - centreX) ** 2, 0);
  const gradient = together / spread;
  return { estimable: true, gradient, intercept: centreY - gradient * centreX };
}
