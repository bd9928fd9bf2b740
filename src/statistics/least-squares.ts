import { inverse, Matrix, QrDecomposition } from 'ml-matrix';
import { type Estimable, type Interval, notEstimable } from '#statistics/estimable.ts';
import { tInterval, twoSidedP } from '#statistics/student-t.ts';

/** A linear combination of coefficients with its t statistics. */
export interface LinearEstimate {
  estimate: number;
  se: number;
  t: number;
  df: number;
  p: number;
  ci: Interval;
}

export interface LeastSquaresFit {
  n: number;
  df: number;
  residualSd: number;
  /** Estimate of sum(weights[i] * coefficient[i]). */
  contrast(weights: readonly number[]): LinearEstimate;
}

/** Ordinary least squares by QR; `design` has one row an observation. Not estimable when columns depend on each other. */
export function leastSquares(
  design: readonly (readonly number[])[],
  response: readonly number[],
  alpha: number,
): Estimable<LeastSquaresFit> {
  const n = design.length;
  const terms = design[0]?.length ?? 0;
  const df = n - terms;
  if (terms === 0 || df < 1) return notEstimable('fewer observations than the model needs');
  const x = new Matrix(design.map((row) => [...row]));
  const qr = new QrDecomposition(x);
  const r = qr.upperTriangularMatrix;
  const diagonal = r.diagonal().map(Math.abs);
  if (Math.min(...diagonal) <= 1e-10 * Math.max(...diagonal)) {
    return notEstimable('the terms of the model cannot be told apart in these data');
  }
  const y = Matrix.columnVector([...response]);
  const coefficients = qr.solve(y);
  const residuals = Matrix.sub(y, x.mmul(coefficients)).to1DArray();
  const residualSd = Math.sqrt(residuals.reduce((sum, e) => sum + e * e, 0) / df);
  const spread = Math.max(...response.map(Math.abs));
  if (residualSd <= 1e-12 * spread) return notEstimable('the model leaves no residual spread');
  const inverseR = inverse(r);
  const contrast = (weights: readonly number[]): LinearEstimate => {
    const row = Matrix.rowVector([...weights]);
    const estimate = row.mmul(coefficients).get(0, 0);
    const se = residualSd * row.mmul(inverseR).norm('frobenius');
    const t = estimate / se;
    return { estimate, se, t, df, p: twoSidedP(t, df), ci: tInterval(estimate, se, df, alpha) };
  };
  return { estimable: true, n, df, residualSd, contrast };
}
