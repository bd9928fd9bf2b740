import type { Interval } from '#statistics/estimable.ts';

/** What stands where a figure cannot be estimated. */
export const NO_FIGURE = 'n/e';

/** A figure rounded for display alone; the JSON document keeps full precision. */
export function figure(value: number | null | undefined, decimals: number): string {
  if (value == null) return NO_FIGURE;
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

export function interval(ci: Interval | null | undefined, decimals: number): string {
  return ci ? `${figure(ci.low, decimals)} to ${figure(ci.high, decimals)}` : NO_FIGURE;
}

export function meanAndSd(of: { mean: number | null; sd: number | null }, decimals: number): string {
  return of.mean === null ? NO_FIGURE : `${figure(of.mean, decimals)} (${figure(of.sd, decimals)})`;
}

/** Three decimals, and no p of zero. */
export function pValue(p: number | null | undefined): string {
  if (p == null) return NO_FIGURE;
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(0)} %`;
}
