import { compileParameter, type SearchContext } from '#search/compile-parameter.ts';
import { parseParameter } from '#search/parse-search.ts';
import type { SearchExpression } from '#search/search-expression.ts';

/** One criterion of a search by its name, e.g. `subject:Patient._has:ResearchSubject:individual:study`. */
export function criterion(
  type: string,
  name: string,
  value: string,
  context: SearchContext,
): SearchExpression {
  return compileParameter(type, parseParameter(name, value), context);
}

/** Text as a value of a search, in which some characters mean something (search.html#escaping). */
export const escaped = (text: string): string => text.replace(/[\\,|$]/g, '\\$&');
