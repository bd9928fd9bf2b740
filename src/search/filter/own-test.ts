import { timeSpan } from '#fhir/date-time.ts';
import type { Prefix, SearchExpression } from '../search-expression.ts';
import { filterError } from './filter-error.ts';
import type { FilterTest, Operator } from './filter-syntax.ts';

const OF_ID: readonly Operator[] = ['eq', 'ne', 'pr'];
const OF_TIME: readonly Operator[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'ap', 'sa', 'eb', 'pr'];

/** A test of `_id` or `_lastUpdated`, which every resource has. */
export function compileOwnTest(
  code: '_id' | '_lastUpdated',
  { operator, value, at }: FilterTest,
): SearchExpression {
  const operators = code === '_id' ? OF_ID : OF_TIME;
  if (!operators.includes(operator))
    throw filterError(at, `${operator} is no operator of ${code}; its operators are ${operators.join(', ')}`);
  if (operator === 'pr') {
    if (value !== 'true' && value !== 'false')
      throw filterError(at, `'${value.slice(0, 40)}' of pr is neither true nor false`);
    return value === 'true' ? { op: 'all', of: [] } : { op: 'any', of: [] };
  }
  if (code === '_id') {
    const is: SearchExpression = { op: 'id', ids: [value] };
    return operator === 'ne' ? { op: 'not', of: is } : is;
  }
  const span = timeSpan(value);
  if (!span) throw filterError(at, `'${value.slice(0, 40)}' is no date for ${code}`);
  return { op: 'last-updated', prefix: operator as Prefix, span };
}
