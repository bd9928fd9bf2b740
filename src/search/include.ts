import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { findParameter, type SearchContext } from './compile-parameter.ts';
import { indexedAs } from './indexed-as.ts';
import type { SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { FollowedReference, Include } from './search-expression.ts';

/** More than the references that any type has; each is a query of its own. */
const MOST_INCLUDES = 100;

/**
 * All `_include` and `_revinclude` of a search of `types`; throws a 400 for one that is wrong, or for too many.
 */
export function compileIncludes(
  parameters: SearchParameterText[],
  types: string[],
  context: SearchContext,
): Include[] {
  if (parameters.length > MOST_INCLUDES)
    throw refuse(
      400,
      'too-costly',
      `the search has ${parameters.length} _include and _revinclude; at most ${MOST_INCLUDES} were expected`,
      { source: 'search.html#include' },
    );
  return parameters.flatMap((parameter) => compileInclude(parameter, types, context));
}

/** `_include=Observation:subject:Patient`, `_revinclude=Provenance:target`, `:iterate`, `*` (search.html#include). */
function compileInclude(parameter: SearchParameterText, types: string[], context: SearchContext): Include[] {
  const { name, code, modifier, value } = parameter;
  if (modifier !== undefined && modifier !== 'iterate' && modifier !== 'recurse') {
    throw searchError(
      `the modifier ':${modifier}' of ${name} is not supported; valid is :iterate`,
      'search.html#include',
    );
  }
  const how = { reverse: code === '_revinclude', iterate: modifier !== undefined };
  if (value === '*') return everyReference(how, types, context);
  const [sourceType = '', reference = '', targetType, ...more] = value.split(':');
  const valid = context.resourceTypes.has(sourceType) && reference !== '' && !more.length;
  if (!valid)
    throw searchError(
      `'${value}' is no value of ${name}; expected [type]:[reference parameter], [type]:[reference parameter]:[target type] or *`,
      'search.html#include',
    );
  if (targetType && !context.resourceTypes.has(targetType))
    throw searchError(`'${targetType}' in ${name}=${value} is no resource type`, 'search.html#include');
  const definitions =
    reference === '*' ? references(sourceType, context) : [checked(sourceType, reference, context)];
  const follows = definitions.flatMap((definition) =>
    followed(sourceType, definition, targetType || undefined, context),
  );
  return [{ ...how, sourceType, follows: distinct(follows) }];
}

/** `*`: every reference of the resources found, or every reference to them; of any type once it iterates. */
function everyReference(
  how: Pick<Include, 'reverse' | 'iterate'>,
  types: string[],
  context: SearchContext,
): Include[] {
  const sources = how.reverse || how.iterate ? [...context.resourceTypes] : types;
  const leads = ({ target }: SearchParameterDefinition) =>
    !how.reverse || how.iterate || !target || target.some((type) => types.includes(type));
  return sources.flatMap((sourceType) => {
    const follows = references(sourceType, context)
      .filter(leads)
      .flatMap((definition) => followed(sourceType, definition, undefined, context));
    return follows.length ? [{ ...how, sourceType, follows: distinct(follows) }] : [];
  });
}

function references(type: string, { parameters }: SearchContext): SearchParameterDefinition[] {
  return parameters.of(type).filter((p) => p.type === 'reference' && p.expression);
}

/** The references of one parameter as they stand in the index; none where it never leads to the type asked for. */
function followed(
  sourceType: string,
  definition: SearchParameterDefinition,
  targetType: string | undefined,
  { parameters, resourceTypes }: SearchContext,
): FollowedReference[] {
  const { parameters: places, target } = indexedAs(parameters, sourceType, definition);
  if (target !== undefined && targetType && targetType !== target) return [];
  const only = target ?? targetType;
  const targets = only ? [only] : (definition.target ?? [...resourceTypes]);
  // What can be named by a canonical URL has one that is searched, and a version.
  const canonicalOf = targets.filter(
    (type) =>
      parameters.find(type, 'url')?.type === 'uri' && parameters.find(type, 'version')?.type === 'token',
  );
  return places.map((parameter) => ({ parameter, canonicalOf, ...(only ? { targetType: only } : {}) }));
}

/** Without those that another one, of any target, follows anyway. */
function distinct(follows: FollowedReference[]): FollowedReference[] {
  const ofAny = new Set(follows.filter((f) => f.targetType === undefined).map((f) => f.parameter));
  const known = new Set<string>();
  return follows.filter(({ parameter, targetType }) => {
    const key = `${parameter} ${targetType ?? ''}`;
    if (known.has(key) || (targetType !== undefined && ofAny.has(parameter))) return false;
    known.add(key);
    return true;
  });
}

function checked(type: string, code: string, context: SearchContext): SearchParameterDefinition {
  const definition = findParameter(type, code, context);
  if (definition.type !== 'reference')
    throw searchError(
      `${type}.${code} is a ${definition.type} parameter; only references can be included`,
      'search.html#include',
    );
  return definition;
}
