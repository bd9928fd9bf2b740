/** Arithmetic mean, in two passes so that the rounding error of the first sum is taken out. */
export function mean(values: readonly number[]): number {
  const first = values.reduce((sum, x) => sum + x, 0) / values.length;
  return first + values.reduce((sum, x) => sum + (x - first), 0) / values.length;
}

/** Sample variance (n - 1), about the mean. */
export function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1);
}

/** True when all values are the same up to rounding error: no test can divide by their spread. */
export function isConstant(values: readonly number[]): boolean {
  const magnitude = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return values.length < 2 || Math.sqrt(variance(values)) <= 1e-12 * magnitude;
}
