import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { searchError } from '../search-error.ts';
import type { IndexValue, SearchExpression } from '../search-expression.ts';
import { unescapeValue } from '../split-value.ts';

/** Search values of a uri parameter. */
export function indexUri(parameter: string, { value }: TypedValue): IndexValue[] {
  return typeof value === 'string' && value ? [{ kind: 'uri', parameter, value }] : [];
}

/** The paths above a URI are looked up one by one. */
const MOST_SEGMENTS = 64;

/** One value of a uri search: the whole URI, exact and with case (search.html#uri). */
export function compileUri(parameter: string, value: string, modifier?: string): SearchExpression {
  if (modifier === 'above' && value.split('/').length > MOST_SEGMENTS) {
    throw searchError(
      `the value of ${parameter}:above has more than ${MOST_SEGMENTS} segments`,
      'search.html#uri',
    );
  }
  const match = modifier === 'below' || modifier === 'above' ? modifier : 'exact';
  return { op: 'uri', parameter, match, value: unescapeValue(value) };
}
