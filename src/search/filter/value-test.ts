import { timeSpan } from '#fhir/date-time.ts';
import type { SearchContext } from '../compile-parameter.ts';
import { compileDate } from '../parameter/date.ts';
import { compileNumber } from '../parameter/number.ts';
import { compileQuantity } from '../parameter/quantity.ts';
import { compileToken } from '../parameter/token.ts';
import { compileCodes } from '../parameter/token-codes.ts';
import { compileUri } from '../parameter/uri.ts';
import type { EqualValueExpression, IndexKind, SearchExpression } from '../search-expression.ts';
import { filterError } from './filter-error.ts';
import type { FilterTest, Operator } from './filter-syntax.ts';
import { compileStringTest } from './string-test.ts';

const ORDERED: readonly Operator[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'ap', 'sa', 'eb', 'pr'];

/** The operators of each kind of parameter (search_filter.html#ops); the table there has none for URIs. */
export const OPERATORS_OF: Record<IndexKind, readonly Operator[]> = {
  string: ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'lt', 'ge', 'le', 'pr'],
  token: ['eq', 'ne', 'pr', 'ss', 'sb', 'in', 'ni'],
  reference: ['re', 'pr'],
  number: ORDERED,
  quantity: ORDERED,
  date: [...ORDERED, 'co', 'po'],
  uri: ['eq', 'ne', 'sw', 'pr'],
};

/** The names that a filter may use for some systems of codes (search_filter.html#ops). */
const SYSTEMS: Record<string, string> = {
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  ucum: 'http://unitsofmeasure.org',
};
const OF_TOKEN = /^(loinc|snomed|rxnorm|ucum)(?=\|)/;
const OF_QUANTITY = /(?<=^[^|]*\|)(loinc|snomed|rxnorm|ucum)(?=\|)/;

const spelledOut = (value: string, name: RegExp): string =>
  value.replace(name, (short) => SYSTEMS[short] as string);

/**
 * A test of the values of one parameter of the index, of any kind but references. `ni` gives what must not hold.
 */
export function compileValueTest(
  kind: Exclude<IndexKind, 'reference'>,
  parameter: string,
  test: FilterTest,
  context: SearchContext,
): SearchExpression {
  const { operator, value, at } = test;
  if ((kind === 'number' || kind === 'quantity') && !/^[\d.+-]/.test(value))
    throw filterError(at, `'${value.slice(0, 40)}' is no number for ${parameter}`);
  switch (kind) {
    case 'string':
      return compileStringTest(parameter, test);
    case 'token':
      return compileTokenTest(parameter, operator, spelledOut(value, OF_TOKEN), context);
    case 'number':
      return compileNumber(parameter, `${operator}${value}`);
    case 'quantity':
      return compileQuantity(parameter, `${operator}${spelledOut(value, OF_QUANTITY)}`);
    case 'date':
      return compileDateTest(parameter, test);
    case 'uri':
      if (operator === 'sw') return compileUri(parameter, value, 'below');
      return equalOrNot(operator, parameter, compileUri(parameter, value) as EqualValueExpression);
  }
}

function equalOrNot(operator: Operator, parameter: string, of: EqualValueExpression): SearchExpression {
  return operator === 'ne' ? { op: 'unequal', parameter, of } : of;
}

function compileTokenTest(
  parameter: string,
  operator: Operator,
  value: string,
  context: SearchContext,
): SearchExpression {
  if (operator === 'eq' || operator === 'ne')
    return equalOrNot(operator, parameter, withoutCase(compileToken(parameter, value)));
  const modifier = { ss: 'below', sb: 'above', in: 'in', ni: 'not-in' }[operator as string] as string;
  return compileCodes(parameter, value, modifier, context);
}

/** Values of a filter are never case sensitive; what has no letters is looked up as it is. */
function withoutCase(token: SearchExpression): EqualValueExpression {
  const equal = token as Extract<EqualValueExpression, { op: 'token' }>;
  return equal.code !== undefined && /[A-Za-z]/.test(equal.code) ? { ...equal, match: 'fold' } : equal;
}

function compileDateTest(parameter: string, { operator, value, at }: FilterTest): SearchExpression {
  const span = timeSpan(value);
  if (!span) throw filterError(at, `'${value.slice(0, 40)}' is no date for ${parameter}`);
  if (operator !== 'co' && operator !== 'po') return compileDate(parameter, `${operator}${value}`);
  return { op: 'date', parameter, prefix: operator === 'co' ? 'covers' : 'overlaps', span };
}
