import { Decimal } from 'decimal.js';
import type { Result } from '#measure/read-result.ts';

/** How a result below the limit of quantification enters a mean. */
export type CensoredAs = 'half-limit' | 'limit';

/** The result as the number that means use; below the limit it is half the limit, or the limit in the sensitivity run. */
export function meanValue(result: Result, censoredAs: CensoredAs = 'half-limit'): number {
  const value = new Decimal(result.value ?? Number.NaN);
  return (isBelowLimit(result) && censoredAs === 'half-limit' ? value.div(2) : value).toNumber();
}

/** The result as the number that ranks use: below the limit it is lower than every other, above a limit higher. */
export function rankValue(result: Result): number {
  if (isBelowLimit(result)) return Number.NEGATIVE_INFINITY;
  if (result.comparator?.startsWith('>')) return Number.POSITIVE_INFINITY;
  return meanValue(result);
}

export function isBelowLimit(result: Result): boolean {
  return result.comparator?.startsWith('<') ?? false;
}

export function isCensored(result: Result): boolean {
  return result.comparator !== null;
}

/** Removes binary noise (7.6 - 9.5), so that equal changes are ties; no analyte is reported to ten decimals. */
export function withoutBinaryNoise(value: number): number {
  return Number(value.toFixed(10));
}
