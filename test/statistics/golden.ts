import { readFileSync } from 'node:fs';
import type { Estimable } from '#statistics/estimable.ts';

interface Subject {
  id: string;
  arm: 'A' | 'B';
  baseline: number | null;
  month3: number | null;
}

/** Results of R 4.2.2 on 50 synthetic subjects. */
// biome-ignore lint/suspicious/noExplicitAny: the fixture is read figure by figure
export const golden: any = JSON.parse(readFileSync(new URL('./golden-stats.json', import.meta.url), 'utf8'));

export const subjects: Subject[] = golden.data;

/** Complete pairs of one arm. */
export function pairs(arm: 'A' | 'B') {
  return subjects
    .filter((s) => s.arm === arm && s.baseline !== null && s.month3 !== null)
    .map((s) => ({ baseline: s.baseline!, followUp: s.month3! }));
}

/** Changes of one arm, freed of binary noise so that ties are ties. */
export function changes(arm: 'A' | 'B'): number[] {
  return pairs(arm).map((p) => Number((p.followUp - p.baseline).toFixed(10)));
}

/** The estimate, or a failure that shows the reason. */
export function estimated<T>(result: Estimable<T>): T {
  if (!result.estimable) throw new Error(result.reason);
  return result;
}

/** Relative agreement: 1e-9 for estimates, 1e-8 for p-values. */
export function expectClose(actual: number | null | undefined, expected: number, relative = 1e-9): void {
  expect(typeof actual).toBe('number');
  const tolerance = relative * Math.max(Math.abs(expected), 1e-12);
  if (Math.abs(actual! - expected) > tolerance) expect(actual).toBe(expected);
}
