import { refuse } from '#fhir/operation-outcome.ts';
import { findParameter, type SearchContext } from './compile-parameter.ts';
import type { SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { Include } from './search-expression.ts';

/** More than the references that any type has; each is a query of its own. */
const MOST_INCLUDES = 100;

/** All `_include` and `_revinclude` of a search; throws a 400 for one that is wrong, or for too many. */
export function compileIncludes(parameters: SearchParameterText[], context: SearchContext): Include[] {
  if (parameters.length > MOST_INCLUDES)
    throw refuse(
      400,
      'too-costly',
      `the search has ${parameters.length} _include and _revinclude; at most ${MOST_INCLUDES} were expected`,
      { source: 'search.html#include' },
    );
  return parameters.map((parameter) => compileInclude(parameter, context));
}

/** `_include=Observation:subject:Patient`, `_revinclude=Provenance:target`, `:iterate`, `*` (search.html#include). */
function compileInclude(parameter: SearchParameterText, context: SearchContext): Include {
  const { name, code, modifier, value } = parameter;
  if (modifier !== undefined && modifier !== 'iterate' && modifier !== 'recurse') {
    throw searchError(
      `the modifier ':${modifier}' of ${name} is not supported; valid is :iterate`,
      'search.html#include',
    );
  }
  const [sourceType = '', reference = '', targetType, ...more] = value.split(':');
  const valid = context.resourceTypes.has(sourceType) && reference !== '' && !more.length;
  if (!valid)
    throw searchError(
      `'${value}' is no value of ${name}; expected [type]:[reference parameter] or [type]:[reference parameter]:[target type]`,
      'search.html#include',
    );
  if (targetType && !context.resourceTypes.has(targetType))
    throw searchError(`'${targetType}' in ${name}=${value} is no resource type`, 'search.html#include');
  return {
    reverse: code === '_revinclude',
    sourceType,
    parameters:
      reference === '*' ? references(sourceType, context) : [checked(sourceType, reference, context)],
    ...(targetType ? { targetType } : {}),
    iterate: modifier !== undefined,
  };
}

function references(type: string, { parameters }: SearchContext): string[] {
  return parameters
    .of(type)
    .filter((p) => p.type === 'reference' && p.expression)
    .map((p) => p.code);
}

function checked(type: string, code: string, context: SearchContext): string {
  const definition = findParameter(type, code, context);
  if (definition.type !== 'reference')
    throw searchError(
      `${type}.${code} is a ${definition.type} parameter; only references can be included`,
      'search.html#include',
    );
  return code;
}
