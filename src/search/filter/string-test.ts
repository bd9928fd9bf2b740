import { fold } from '../fold.ts';
import type { SearchExpression, StringMatch } from '../search-expression.ts';
import { filterError } from './filter-error.ts';
import type { FilterTest } from './filter-syntax.ts';

const MATCHES: Record<string, StringMatch> = { eq: 'same', co: 'contains', sw: 'starts', ew: 'ends' };

/** A test of a string (search_filter.html#ops): without regard to case, and to accents as in every string search. */
export function compileStringTest(parameter: string, { operator, value, at }: FilterTest): SearchExpression {
  const folded = fold(value);
  if (folded.trim() === '')
    throw filterError(at, `the value for ${parameter} has no letter or digit that could be compared`);
  if (operator === 'ne')
    return { op: 'unequal', parameter, of: { op: 'string', parameter, match: 'same', value: folded } };
  const match = MATCHES[operator];
  return match
    ? { op: 'string', parameter, match, value: folded }
    : compareFirst(parameter, operator, folded);
}

/** `gt`, `lt`, `ge` and `le` compare the code points of the first characters, trimmed, and no others. */
function compareFirst(parameter: string, operator: string, folded: string): SearchExpression {
  const first = [...folded.trimStart()][0] as string;
  const value = operator === 'ge' || operator === 'lt' ? first : next(first);
  return {
    op: 'string',
    parameter,
    match: operator === 'gt' || operator === 'ge' ? 'from' : 'before',
    value,
  };
}

/** The character behind another by code point; surrogates are none. */
function next(character: string): string {
  const point = character.codePointAt(0) as number;
  return String.fromCodePoint(point === 0xd7ff ? 0xe000 : Math.min(point + 1, 0x10ffff));
}
