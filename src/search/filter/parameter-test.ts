import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import { compileComposite } from '../compile-composite.ts';
import type { SearchContext } from '../compile-parameter.ts';
import { anyOf } from '../compile-value.ts';
import { withImpliedSystems } from '../implied-systems.ts';
import { indexKind } from '../index-kind.ts';
import { indexedAs } from '../indexed-as.ts';
import { isMissing } from '../missing.ts';
import { compileReference } from '../parameter/reference.ts';
import type { EqualValueExpression, SearchExpression } from '../search-expression.ts';
import { filterError } from './filter-error.ts';
import type { FilterTest, Operator } from './filter-syntax.ts';
import { compileOwnTest } from './own-test.ts';
import { compileValueTest, OPERATORS_OF } from './value-test.ts';

/** A test of one parameter of `type` itself (search_filter.html#ops). */
export function compileParameterTest(
  type: string,
  definition: SearchParameterDefinition,
  test: FilterTest,
  context: SearchContext,
): SearchExpression {
  const { code } = definition;
  const { operator, value, at } = test;
  if (code === '_id' || code === '_lastUpdated') return compileOwnTest(code, test);
  const kind = indexKind(definition);
  const operators: readonly Operator[] = kind ? OPERATORS_OF[kind] : ['eq'];
  if (!kind && definition.type !== 'composite')
    throw filterError(at, `${code} cannot be tested by a filter; it is a parameter of its own kind`);
  if (!operators.includes(operator))
    throw filterError(
      at,
      `${operator} is no operator of ${code}, which is a ${definition.type} parameter; its operators are ${operators.join(', ')}`,
    );
  if (!kind) return compileComposite(type, definition, { name: code, code, value }, context);
  if (operator === 'pr') return isPresent(type, definition, test, context);
  if (kind === 'reference') return compileReferenceTest(type, definition, value, context);
  const { parameters } = indexedAs(context.parameters, type, definition);
  const plain = parameters.map((parameter) => {
    const tested = compileValueTest(kind, parameter, test, context);
    return kind === 'token' ? withSystems(tested, type, definition, context) : tested;
  });
  // `ni` is about all values together, wherever they stand.
  return operator === 'ni' ? { op: 'not', of: anyOf(plain) } : anyOf(plain);
}

/** Codes of an element that has no system of its own are found by that of its value set, and told apart by it. */
function withSystems(
  tested: SearchExpression,
  type: string,
  definition: SearchParameterDefinition,
  context: SearchContext,
): SearchExpression {
  if (tested.op !== 'unequal') return withImpliedSystems(tested, type, definition, context);
  const equal = withImpliedSystems(tested.of, type, definition, context);
  const bare = equal.op === 'any' ? (equal.of.at(-1) as EqualValueExpression) : tested.of;
  return { ...tested, of: bare };
}

function isPresent(
  type: string,
  definition: SearchParameterDefinition,
  { value, at }: FilterTest,
  context: SearchContext,
): SearchExpression {
  if (value !== 'true' && value !== 'false')
    throw filterError(at, `'${value.slice(0, 40)}' of pr is neither true nor false`);
  const missing = isMissing(type, definition, context);
  return value === 'false' ? missing : { op: 'not', of: missing };
}

function compileReferenceTest(
  type: string,
  definition: SearchParameterDefinition,
  value: string,
  { parameters, resourceTypes, baseUrl }: SearchContext,
): SearchExpression {
  const place = indexedAs(parameters, type, definition);
  const targets = place.target ? [place.target] : (definition.target ?? [...resourceTypes]);
  return anyOf(
    place.parameters.map((parameter): SearchExpression => {
      const found = compileReference(parameter, value, { targets, baseUrl });
      const wrong =
        place.target !== undefined && found.op === 'reference' && !found.types.includes(place.target);
      return wrong ? { op: 'any', of: [] } : found;
    }),
  );
}
