import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import { branchesOf } from './branches.ts';
import type { SearchContext } from './compile-parameter.ts';
import type { SearchExpression } from './search-expression.ts';

type Token = Extract<SearchExpression, { op: 'token' }>;

const known = new WeakMap<SearchParameterDefinition, Map<string, Set<string>>>();

/**
 * An element of type code has no system of its own: that of its value set is meant (search.html#token). A search
 * that names this system means the codes that stand in the index without one.
 */
export function withImpliedSystems(
  expression: SearchExpression,
  type: string,
  definition: SearchParameterDefinition,
  context: SearchContext,
): SearchExpression {
  if (expression.op === 'any')
    return { op: 'any', of: expression.of.map((one) => withImpliedSystems(one, type, definition, context)) };
  if (expression.op !== 'token' || !expression.system) return expression;
  if (!systemsOf(type, definition, context).has(expression.system)) return expression;
  const bare: Token = { ...expression, system: null };
  return { op: 'any', of: [expression, bare] };
}

function systemsOf(
  type: string,
  definition: SearchParameterDefinition,
  { parameters, terminology }: SearchContext,
): Set<string> {
  const ofTypes = known.get(definition) ?? new Map<string, Set<string>>();
  known.set(definition, ofTypes);
  let systems = ofTypes.get(type);
  if (!systems) {
    systems = new Set();
    for (const branch of branchesOf(definition.expression ?? '', type)) {
      const valueSet = parameters.valueSetOfCode(branch);
      const found = valueSet === undefined ? undefined : terminology.codesOf(valueSet);
      if (found?.known) for (const { system } of found.systems) systems.add(system);
    }
    ofTypes.set(type, systems);
  }
  return systems;
}
