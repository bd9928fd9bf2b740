import type { SearchParameters } from '#conformance/search-parameter.ts';
import { parseReference } from '#fhir/reference.ts';
import { branchesOf } from '../branches.ts';
import { indexedAs } from '../indexed-as.ts';
import { searchError } from '../search-error.ts';
import type { SearchExpression } from '../search-expression.ts';
import { unescapeValue } from '../split-value.ts';

/** Where one reference value with `:below` or `:above` is looked for. */
export interface HierarchyContext {
  /** The types that the parameter may lead to. */
  targets: string[];
  parameters: SearchParameters;
  baseUrl: string;
}

/** The references that make a type a strict hierarchy: those of `partOf` to the same type (search.html#recursive). */
export function hierarchyOf(type: string, parameters: SearchParameters): string | undefined {
  const found = parameters
    .of(type)
    .find(
      (p) =>
        p.type === 'reference' &&
        p.target?.includes(type) &&
        p.expression !== undefined &&
        branchesOf(p.expression, type).includes(`${type}.partOf`),
    );
  return found && indexedAs(parameters, type, found).parameters[0];
}

/**
 * One value of a reference with `:below` or `:above`: the resource and its parts (or what it is part of), or for
 * `:below` a canonical with the beginning of its version (search.html#recursive, search.html#versions).
 */
export function compileReferenceHierarchy(
  parameter: string,
  value: string,
  direction: 'below' | 'above',
  context: HierarchyContext,
): SearchExpression[] {
  const text = unescapeValue(value);
  const literal = parseReference(text);
  const isLocal = literal !== undefined && (literal.base === undefined || literal.base === context.baseUrl);
  if (isLocal && literal.versionId === undefined)
    return [inHierarchy(parameter, literal.type, literal.id, direction, context)];
  if (/^[A-Za-z0-9\-.]{1,64}$/.test(text))
    return typesWithHierarchy(parameter, direction, context).map((type) =>
      inHierarchy(parameter, type, text, direction, context),
    );
  if (!isLocal && direction === 'below' && text.includes(':')) return belowCanonical(parameter, text);
  throw searchError(
    `'${text.slice(0, 200)}' is no value of ${parameter}:${direction}; expected [type]/[id] of a hierarchy${direction === 'below' ? ', or a canonical URL with or without the beginning of a version' : ''}`,
    'search.html#recursive',
  );
}

function inHierarchy(
  parameter: string,
  type: string,
  id: string,
  direction: 'below' | 'above',
  context: HierarchyContext,
): SearchExpression {
  const along = hierarchyOf(type, context.parameters);
  if (along === undefined)
    throw searchError(
      `${type} is no hierarchy, so that nothing is ${direction} one; ${hierarchiesOf(context)}`,
      'search.html#recursive',
    );
  return { op: 'hierarchy', parameter, type, id, along, direction };
}

function typesWithHierarchy(
  parameter: string,
  direction: 'below' | 'above',
  context: HierarchyContext,
): string[] {
  const types = context.targets.filter((type) => hierarchyOf(type, context.parameters) !== undefined);
  if (types.length) return types;
  throw searchError(
    `the modifier ':${direction}' of ${parameter} needs a hierarchy; ${hierarchiesOf(context)}`,
    'search.html#recursive',
  );
}

function hierarchiesOf({ targets, parameters }: HierarchyContext): string {
  const types = targets.filter((type) => hierarchyOf(type, parameters) !== undefined);
  return types.length
    ? `hierarchies that it may lead to are of ${types.join(', ')}`
    : 'it leads to no type that is part of its own type';
}

/** A canonical is indexed with and without its version: `url|1` is above `url|1` and `url|1.2`, but not `url|10`. */
function belowCanonical(parameter: string, url: string): SearchExpression[] {
  const whole: SearchExpression = { op: 'reference-url', parameter, url };
  return url.includes('|')
    ? [whole, { op: 'reference-url', parameter, url: `${url}.`, match: 'starts' }]
    : [whole];
}
