import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchContext } from './compile-parameter.ts';
import { anyOf, compilePlain, compileValue } from './compile-value.ts';
import { type Component, type Composite, componentOf, compositeOf } from './composite.ts';
import { compileReference } from './parameter/reference.ts';
import type { SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { EqualValueExpression, SearchExpression } from './search-expression.ts';
import { splitValue } from './split-value.ts';

/** One composite parameter: values of its components joined by `$`, several of them by commas (search.html#composite). */
export function compileComposite(
  type: string,
  definition: SearchParameterDefinition,
  { name, modifier, value }: SearchParameterText,
  context: SearchContext,
): SearchExpression {
  const composite = compositeOf(type, definition, context.parameters) as Composite;
  if (modifier !== undefined)
    throw searchError(
      `the modifier ':${modifier}' of ${name} is not supported for a composite parameter`,
      'search.html#composite',
    );
  return anyOf(
    splitValue(value, ',').map((each) => {
      const parts = splitValue(each, '$');
      if (parts.length !== composite.components.length || parts.includes(''))
        throw searchError(
          `'${each}' of ${name} has ${parts.length} parts; expected ${composite.components.map(({ definition }) => `[${definition.code}]`).join('$')}`,
          'search.html#composite',
        );
      return compileOne(type, definition.code, composite, parts, context);
    }),
  );
}

function compileOne(
  type: string,
  code: string,
  { components, ofResource, branches }: Composite,
  parts: string[],
  context: SearchContext,
): SearchExpression {
  const alternatives: SearchExpression[] = [];
  if (ofResource) {
    const of = components.map((component, i) =>
      compileValue(type, ownValue(component, type, context), parts[i] as string, undefined, context),
    );
    alternatives.push({ op: 'all', of });
  }
  if (branches.length)
    alternatives.push({
      op: 'composite',
      parameter: code,
      of: components.map((component, i) =>
        compilePart(componentOf(code, i), component, parts[i] as string, context),
      ),
    });
  return anyOf(alternatives);
}

/**
 * The parameter that a component asks about the resource itself. That of a `combo-` composite is defined by the
 * parameter over resource and components together; of the resource itself it means the value there alone.
 */
function ownValue(
  { definition }: Component,
  type: string,
  { parameters }: SearchContext,
): SearchParameterDefinition {
  const own = definition.code.replace(/^combo-/, '');
  return parameters.find(type, own) ?? definition;
}

function compilePart(
  parameter: string,
  { definition, kind }: Component,
  value: string,
  context: SearchContext,
): EqualValueExpression {
  const { resourceTypes, baseUrl } = context;
  const found =
    kind === 'reference'
      ? compileReference(parameter, value, { targets: definition.target ?? [...resourceTypes], baseUrl })
      : compilePlain(kind, parameter, value, undefined, context);
  return found as EqualValueExpression;
}
