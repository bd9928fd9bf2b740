import padjust from '@stdlib/stats-padjust';

/**
 * Holm's step-down adjustment within one family of hypotheses, in the order given. `null` (not estimable) stays `null`
 * but still counts as a hypothesis of the family: a lost analysis must not make the others easier to pass.
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const present = pValues.filter((p) => p !== null);
  const adjusted = present.length > 0 ? padjust(present, 'holm', pValues.length) : [];
  let next = 0;
  return pValues.map((p) => (p === null ? null : adjusted[next++]!));
}
