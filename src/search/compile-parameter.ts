import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { compileChain, compileHas } from './chain.ts';
import { compileDate, parseDateValue } from './parameter/date.ts';
import { compileNumber } from './parameter/number.ts';
import { compileQuantity } from './parameter/quantity.ts';
import { compileReference, identifierOf } from './parameter/reference.ts';
import { compileString } from './parameter/string.ts';
import { compileToken } from './parameter/token.ts';
import { compileUri } from './parameter/uri.ts';
import type { SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { IndexKind, SearchExpression } from './search-expression.ts';
import { splitValue, unescapeValue } from './split-value.ts';
import { indexKind, isSupported } from './supported-parameter.ts';

/** What compiling a search needs to know of its surroundings. */
export interface SearchContext {
  parameters: SearchParameters;
  resourceTypes: Set<string>;
  baseUrl: string;
  /**
   * What the rest of a chain came to for each type, as `Patient?organization.name`: an expression or the
   * refusal. Types are not compiled again for each way that leads to them, as the ways multiply.
   */
  chained?: Map<string, SearchExpression | Error>;
}

/** Ids in one list; ten pages of the largest size. */
const MOST_IDS = 10_000;

/** The modifiers that each kind of parameter answers (search.html#modifiers), `missing` apart. */
const MODIFIERS: Record<IndexKind, string[]> = {
  token: ['not'],
  string: ['exact', 'contains'],
  uri: ['below', 'above'],
  reference: ['identifier'],
  date: [],
  number: [],
  quantity: [],
};

/** One parameter of a search of `type` -> its expression. Throws a 400 that says what would be right. */
export function compileParameter(
  type: string,
  parameter: SearchParameterText,
  context: SearchContext,
): SearchExpression {
  if (parameter.code === '_has') return compileHas(type, parameter, context);
  const definition = findParameter(type, parameter.code, context);
  if (parameter.value === '') throw searchError(`the parameter ${parameter.name} has no value`);
  if (parameter.chain !== undefined) return compileChain(definition, parameter, context);
  if (definition.code === '_id') return compileId(parameter);
  if (definition.code === '_lastUpdated') return compileLastUpdated(parameter);
  const kind = indexKind(definition) as IndexKind;
  const { code } = definition;
  const { modifier } = parameter;
  if (modifier === 'missing') return compileMissing(code, kind, parameter);
  checkModifier(kind, parameter, context);
  const values = splitValue(parameter.value, ',').map((value) =>
    compileValue(kind, definition, value, modifier, context),
  );
  const any: SearchExpression =
    values.length === 1 ? (values[0] as SearchExpression) : { op: 'any', of: values };
  return modifier === 'not' ? { op: 'not', of: any } : any;
}

/** The definition of a parameter that is there and supported; a 400 that lists the valid ones otherwise. */
export function findParameter(
  type: string,
  code: string,
  { parameters }: SearchContext,
): SearchParameterDefinition {
  const definition = parameters.find(type, code);
  if (definition && isSupported(definition)) return definition;
  const valid = parameters
    .of(type)
    .filter(isSupported)
    .map((p) => p.code)
    .sort();
  const problem = definition
    ? `the search parameter ${code} of ${type} is not supported`
    : `${type} has no search parameter '${code}'`;
  throw searchError(
    `${problem}; valid are ${valid.join(', ')}, _has, _sort, _count, _include, _revinclude, _summary, _elements, _total`,
    'search.html#errors',
  );
}

function checkModifier(
  kind: IndexKind,
  { name, modifier }: SearchParameterText,
  { resourceTypes }: SearchContext,
): void {
  if (modifier === undefined || MODIFIERS[kind].includes(modifier)) return;
  if (kind === 'reference' && resourceTypes.has(modifier)) return;
  const valid = ['missing', ...MODIFIERS[kind], ...(kind === 'reference' ? ['[type]'] : [])];
  throw searchError(
    `the modifier ':${modifier}' of ${name} is not supported for a ${kind} parameter; valid are ${valid.map((m) => `:${m}`).join(', ')}`,
    'search.html#modifiers',
  );
}

function compileValue(
  kind: IndexKind,
  definition: SearchParameterDefinition,
  value: string,
  modifier: string | undefined,
  { resourceTypes, baseUrl }: SearchContext,
): SearchExpression {
  const { code } = definition;
  if (value === '') throw searchError(`the parameter ${code} has an empty value in its list`);
  switch (kind) {
    case 'token':
      return compileToken(code, value);
    case 'string':
      return compileString(code, value, modifier);
    case 'uri':
      return compileUri(code, value, modifier);
    case 'date':
      return compileDate(code, value);
    case 'number':
      return compileNumber(code, value);
    case 'quantity':
      return compileQuantity(code, value);
    case 'reference': {
      if (modifier === 'identifier') return compileToken(identifierOf(code), value);
      const targets = definition.target ?? [...resourceTypes];
      return compileReference(code, value, { targets, baseUrl }, modifier);
    }
  }
}

function compileMissing(
  code: string,
  kind: IndexKind,
  { name, value }: SearchParameterText,
): SearchExpression {
  if (value !== 'true' && value !== 'false')
    throw searchError(`'${value}' of ${name} is neither true nor false`, 'search.html#missing');
  const index: SearchExpression = { op: 'missing', parameter: code, kind };
  // A reference that only carries an identifier leads nowhere, but it is there.
  const missing: SearchExpression =
    kind === 'reference'
      ? { op: 'all', of: [index, { op: 'missing', parameter: identifierOf(code), kind: 'token' }] }
      : index;
  return value === 'true' ? missing : { op: 'not', of: missing };
}

function compileId({ name, modifier, value }: SearchParameterText): SearchExpression {
  if (modifier !== undefined && modifier !== 'not')
    throw searchError(
      `the modifier ':${modifier}' of ${name} is not supported; valid is :not`,
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

function compileLastUpdated({ name, modifier, value }: SearchParameterText): SearchExpression {
  if (modifier !== undefined)
    throw searchError(`${name} has a modifier; _lastUpdated takes none`, 'search.html#lastUpdated');
  const of = splitValue(value, ',').map(
    (v): SearchExpression => ({ op: 'last-updated', ...parseDateValue(name, v) }),
  );
  return of.length === 1 ? (of[0] as SearchExpression) : { op: 'any', of };
}
