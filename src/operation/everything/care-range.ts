import type { CareDates } from '#conformance/care-dates.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import { criterion } from '../criterion.ts';

/** The dates between which care took place, as they were given; either may be open. */
export interface CareRange {
  start?: string;
  end?: string;
}

/**
 * A resource is about care in the range: one of its dates of care is not before it, and one not behind. Where it
 * has none of them, the dates at which it was recorded count; where it has none of these either, it stays in.
 * Undefined for a type without dates.
 */
export function inCareRange(
  type: string,
  range: CareRange,
  dates: Map<string, CareDates>,
  context: SearchContext,
): SearchExpression | undefined {
  const { care = [], recorded = [] } = dates.get(type) ?? {};
  let alternative: SearchExpression | undefined;
  for (const codes of [recorded, care]) {
    if (!codes.length) continue;
    const absent = codes.map((code) => criterion(type, `${code}:missing`, 'true', context));
    const otherwise: SearchExpression = {
      op: 'all',
      of: alternative ? [...absent, alternative] : absent,
    };
    alternative = { op: 'any', of: [within(type, codes, range, context), otherwise] };
  }
  return alternative;
}

function within(
  type: string,
  codes: string[],
  { start, end }: CareRange,
  context: SearchContext,
): SearchExpression {
  const some = (value: string): SearchExpression => ({
    op: 'any',
    of: codes.map((code) => criterion(type, code, value, context)),
  });
  return {
    op: 'all',
    of: [
      ...(start === undefined ? [] : [some(`ge${start}`)]),
      ...(end === undefined ? [] : [some(`le${end}`)]),
    ],
  };
}
