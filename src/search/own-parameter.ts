import { refuse } from '#fhir/operation-outcome.ts';
import { readMissing } from './missing.ts';
import { parseDateValue } from './parameter/date.ts';
import type { SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { SearchExpression } from './search-expression.ts';
import { splitValue, unescapeValue } from './split-value.ts';

/** Ids in one list; ten pages of the largest size. */
const MOST_IDS = 10_000;

/** `_id` (search.html#id). */
export function compileId(parameter: SearchParameterText): SearchExpression {
  const { name, modifier, value } = parameter;
  if (modifier === 'missing') return alwaysThere(parameter);
  if (modifier !== undefined && modifier !== 'not')
    throw searchError(
      `the modifier ':${modifier}' of ${name} is not supported; valid are :missing, :not`,
      'search.html#id',
    );
  const list = splitValue(value, ',').map(unescapeValue);
  if (list.length > MOST_IDS)
    throw refuse(400, 'too-costly', `${name} has ${list.length} ids; at most ${MOST_IDS} were expected`, {
      source: 'search.html#id',
    });
  const ids: SearchExpression = { op: 'id', ids: list };
  return modifier === 'not' ? { op: 'not', of: ids } : ids;
}

/** `_lastUpdated` (search.html#lastUpdated). */
export function compileLastUpdated(parameter: SearchParameterText): SearchExpression {
  const { name, modifier, value } = parameter;
  if (modifier === 'missing') return alwaysThere(parameter);
  if (modifier !== undefined)
    throw searchError(
      `the modifier ':${modifier}' of ${name} is not supported; valid is :missing`,
      'search.html#lastUpdated',
    );
  const of = splitValue(value, ',').map(
    (v): SearchExpression => ({ op: 'last-updated', ...parseDateValue(name, v) }),
  );
  return of.length === 1 ? (of[0] as SearchExpression) : { op: 'any', of };
}

/** `:missing` of what every resource has. */
function alwaysThere(parameter: SearchParameterText): SearchExpression {
  return readMissing(parameter) ? { op: 'any', of: [] } : { op: 'all', of: [] };
}
