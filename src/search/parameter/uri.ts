import type { TypedValue } from '#fhirpath/compile-expression.ts';
import type { IndexValue, SearchExpression } from '../search-expression.ts';
import { unescapeValue } from '../split-value.ts';

/** Search values of a uri parameter. */
export function indexUri(parameter: string, { value }: TypedValue): IndexValue[] {
  return typeof value === 'string' && value ? [{ kind: 'uri', parameter, value }] : [];
}

/** One value of a uri search: the whole URI, exact and with case (search.html#uri). */
export function compileUri(parameter: string, value: string, modifier?: string): SearchExpression {
  const match = modifier === 'below' || modifier === 'above' ? modifier : 'exact';
  return { op: 'uri', parameter, match, value: unescapeValue(value) };
}
