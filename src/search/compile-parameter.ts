import type { ValueSet } from '@medplum/fhirtypes';
import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import { isId } from '#fhir/resource.ts';
import { compileChain, compileHas } from './chain.ts';
import { compileComposite } from './compile-composite.ts';
import { anyOf, compileValue } from './compile-value.ts';
import { compileFilter } from './filter/compile-filter.ts';
import { compileText } from './full-text/compile-text.ts';
import { indexKind } from './index-kind.ts';
import { compileMissing } from './missing.ts';
import { compileId, compileLastUpdated } from './own-parameter.ts';
import type { PageSeal } from './page-seal.ts';
import { compileNear, isNear } from './parameter/near.ts';
import type { SearchTerminology } from './parameter/token-codes.ts';
import type { SearchParameterText } from './parse-search.ts';
import type { SearchUnits } from './quantity/search-units.ts';
import { searchError } from './search-error.ts';
import type { IndexKind, SearchExpression } from './search-expression.ts';
import { splitValue } from './split-value.ts';
import { isSupported } from './supported-parameter.ts';

/** What compiling a search needs to know of its surroundings. */
export interface SearchContext {
  parameters: SearchParameters;
  resourceTypes: Set<string>;
  baseUrl: string;
  terminology: SearchTerminology;
  units: SearchUnits;
  /** Makes and opens the links between pages. */
  pages: PageSeal;
  /** The value sets that the search names by a literal reference, as `code:in=ValueSet/1`. */
  valueSets?: Map<string, ValueSet>;
  /**
   * What the rest of a chain came to for each type, as `Patient?organization.name`: an expression or the
   * refusal. Types are not compiled again for each way that leads to them, as the ways multiply.
   */
  chained?: Map<string, SearchExpression | Error>;
}

/** The modifiers that each kind of parameter answers (search.html#modifiers), `missing` apart. */
const MODIFIERS: Record<IndexKind, string[]> = {
  token: ['not', 'text', 'in', 'not-in', 'below', 'above', 'of-type'],
  string: ['exact', 'contains'],
  uri: ['below', 'above'],
  reference: ['identifier', 'below', 'above'],
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
  if (parameter.code === '_list') return compileList(parameter);
  if (parameter.code === '_filter') return compileFilter(type, parameter, context);
  const definition = findParameter(type, parameter.code, context);
  if (parameter.value === '') throw searchError(`the parameter ${parameter.name} has no value`);
  if (parameter.chain !== undefined) return compileChain(type, definition, parameter, context);
  if (definition.code === '_id') return compileId(parameter);
  if (definition.code === '_lastUpdated') return compileLastUpdated(parameter);
  if (definition.code === '_text' || definition.code === '_content')
    return compileFullText(definition.code, parameter);
  if (definition.type === 'composite') return compileComposite(type, definition, parameter, context);
  if (isNear(definition)) return compilePlaces(parameter, context);
  const { modifier } = parameter;
  if (modifier === 'missing') return compileMissing(type, definition, parameter, context);
  checkModifier(indexKind(definition) as IndexKind, parameter, context);
  const any = anyOf(
    splitValue(parameter.value, ',').map((value) => compileValue(type, definition, value, modifier, context)),
  );
  return modifier === 'not' || modifier === 'not-in' ? { op: 'not', of: any } : any;
}

/** The definition of a parameter that is there and supported; a 400 that lists the valid ones otherwise. */
export function findParameter(
  type: string,
  code: string,
  { parameters }: SearchContext,
): SearchParameterDefinition {
  const definition = parameters.find(type, code);
  if (definition && isSupported(definition, type, parameters)) return definition;
  const valid = parameters
    .of(type)
    .filter((p) => isSupported(p, type, parameters))
    .map((p) => p.code)
    .sort();
  const problem = definition
    ? `the search parameter ${code} of ${type} is not supported`
    : `${type} has no search parameter '${code}'`;
  throw searchError(
    `${problem}; valid are ${valid.join(', ')}, _has, _list, _filter, _sort, _count, _include, _revinclude, _summary, _elements, _total`,
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

/** `_text` and `_content` (search.html#content); of several texts any may match. */
function compileFullText(
  code: '_text' | '_content',
  { name, modifier, value }: SearchParameterText,
): SearchExpression {
  if (modifier !== undefined)
    throw searchError(`${name} has a modifier; ${code} takes none`, 'search.html#content');
  return anyOf(splitValue(value, ',').map((text) => compileText(code, text)));
}

/** `near` (location.html#search); of several places any may be near. */
function compilePlaces({ name, code, modifier, value }: SearchParameterText, { units }: SearchContext) {
  if (modifier !== undefined)
    throw searchError(`${name} has a modifier; ${code} takes none`, 'search.html#special');
  return anyOf(splitValue(value, ',').map((place) => compileNear(code, place, units)));
}

/** `_list=42` (search.html#list): what the List 42 has among its items. */
function compileList({ name, value }: SearchParameterText): SearchExpression {
  if (name !== '_list' || !isId(value))
    throw searchError(
      `'${name}=${value.slice(0, 80)}' names no list; expected _list=[id of a List]; functional lists such as $current-problems are not supported`,
      'search.html#list',
    );
  return { op: 'has', type: 'List', parameter: 'item', of: { op: 'id', ids: [value] } };
}
