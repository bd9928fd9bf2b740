import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import { FhirError } from '#fhir/operation-outcome.ts';
import type { SearchContext } from '../compile-parameter.ts';
import { anyOf } from '../compile-value.ts';
import { type Component, componentOf, compositeOf } from '../composite.ts';
import { compileReference } from '../parameter/reference.ts';
import type { EqualValueExpression, SearchExpression } from '../search-expression.ts';
import { filterError } from './filter-error.ts';
import type { Filter, FilterTest, Operator } from './filter-syntax.ts';
import { compileValueTest, OPERATORS_OF } from './value-test.ts';

/** A composite parameter of two parts about one repeating element. */
interface ElementParts {
  code: string;
  components: Component[];
}

/** The composites whose own element is `Type.name`, as `Group.characteristic` of `characteristic-value`. */
function partsOf(type: string, name: string, { parameters }: SearchContext): ElementParts[] {
  return parameters.of(type).flatMap((parameter: SearchParameterDefinition) => {
    const composite = compositeOf(type, parameter, parameters);
    const isAbout = composite?.branches.length === 1 && composite.branches[0] === `${type}.${name}`;
    return composite && isAbout && composite.components.length === 2
      ? [{ code: parameter.code, components: composite.components }]
      : [];
  });
}

/** Whether a name with a filter in brackets is an element whose parts are searched together. */
export const isElement = (type: string, name: string, context: SearchContext): boolean =>
  context.parameters.find(type, name)?.type !== 'reference' && partsOf(type, name, context).length > 0;

/** The name of a component as a filter has it: `value` of `value.as(Quantity)`. */
const nameOf = ({ expression }: Component): string => /^\(*([A-Za-z]+)/.exec(expression)?.[1] ?? '';

/**
 * `characteristic[code eq gender].value eq mixed` (search_filter.html#params): both tests are met by one occurrence of
 * the element, as in a composite parameter.
 */
export function compileElementTest(type: string, test: FilterTest, context: SearchContext): SearchExpression {
  const [element, part, ...more] = test.path;
  const all = element ? partsOf(type, element.name, context) : [];
  if (!element?.filter || !part || more.length || part.filter || part.type)
    throw filterError(test.at, `expected one part of ${element?.name} behind its brackets`);
  const conditions = alternatives(element.filter);
  const own = { ...test, path: [part] };
  let refusal: unknown;
  const found = all.flatMap((composite) => {
    try {
      return conditions.flatMap((condition) => pair(composite, condition, own, context));
    } catch (error) {
      if (!(error instanceof FhirError)) throw error;
      refusal ??= error;
      return [];
    }
  });
  if (found.length) return anyOf(found);
  throw refusal;
}

/** The tests of which one has to hold; a filter about one part of an element can join its tests by `or` alone. */
function alternatives(filter: Filter): FilterTest[] {
  if (filter.kind === 'or') return [...alternatives(filter.left), ...alternatives(filter.right)];
  if (filter.kind === 'test') return [filter];
  const at = positionOf(filter);
  throw filterError(
    at,
    `tests of the parts of one element are joined by 'or' alone, not by '${filter.kind}'`,
  );
}

function positionOf(filter: Filter): number {
  if (filter.kind === 'test') return filter.at;
  return positionOf(filter.kind === 'not' ? filter.of : filter.left);
}

/** Every pair of what the two tests may be met by, in the order of the components. */
function pair(
  { code, components }: ElementParts,
  condition: FilterTest,
  test: FilterTest,
  context: SearchContext,
): SearchExpression[] {
  const positions = [condition, test].map((one) => positionIn(components, one));
  const [a, b] = [condition, test].map((one, i) =>
    partAlternatives(code, components, positions[i] as number, one, context),
  ) as [EqualValueExpression[], EqualValueExpression[]];
  if (positions[0] === positions[1])
    throw filterError(test.at, 'the brackets and what stands behind them are about the same part');
  return a.flatMap((one) =>
    b.map(
      (other): SearchExpression => ({
        op: 'composite',
        parameter: code,
        of: positions[0] === 0 ? [one, other] : [other, one],
      }),
    ),
  );
}

function positionIn(components: Component[], { path, at }: FilterTest): number {
  const [step, ...more] = path;
  const position = components.findIndex((component) => nameOf(component) === step?.name);
  if (position >= 0 && !more.length && !step?.filter) return position;
  const names = components.map(nameOf).join(', ');
  throw filterError(at, `'${step?.name}' is no part that is searched here; parts are ${names}`);
}

function partAlternatives(
  code: string,
  components: Component[],
  position: number,
  test: FilterTest,
  context: SearchContext,
): EqualValueExpression[] {
  const { kind, definition } = components[position] as Component;
  const { operator, value, at } = test;
  const parameter = componentOf(code, position);
  const operators: Operator[] = OPERATORS_OF[kind].filter((one) => one !== 'pr' && one !== 'ni');
  if (!operators.includes(operator))
    throw filterError(
      at,
      `${operator} is no operator of this part, which is a ${kind}; its operators are ${operators.join(', ')}`,
    );
  const { resourceTypes, baseUrl } = context;
  const found =
    kind === 'reference'
      ? compileReference(parameter, value, { targets: definition.target ?? [...resourceTypes], baseUrl })
      : compileValueTest(kind, parameter, test, context);
  const values = found.op === 'any' ? found.of : [found];
  if (values.some(({ op }) => op === 'unequal'))
    throw filterError(at, 'ne is not answered for the parts of an element that are no numbers or dates');
  return values as EqualValueExpression[];
}
