import type { SearchParameters } from '#conformance/search-parameter.ts';
import { checkCost } from '../check-cost.ts';
import type { SearchContext } from '../compile-parameter.ts';
import type { SearchExpression, SearchQuery } from '../search-expression.ts';
import { compositeInEveryUnit } from './composite-units.ts';
import { type OccurringUnit, occurringUnits, unitsAsked } from './occurring-units.ts';
import { quantityInEveryUnit } from './quantity-units.ts';

/**
 * The same search, whose quantities with a unit are found in every unit of the store that says the same
 * (search.html#quantity): 126 mg/dL as 1.26 g/L by UCUM, and as 7 mmol/L where the code says that it is glucose. What
 * is stored in the unit asked for is compared as it is, without a conversion.
 */
export async function inEveryUnit(
  query: SearchQuery,
  { units, parameters }: Pick<SearchContext, 'units' | 'parameters'>,
): Promise<SearchQuery> {
  const asked = unitsAsked(query);
  if (!asked.size) return query;
  const occurring = await occurringUnits(asked, units);
  if (![...occurring.values()].some(({ length }) => length)) return query;
  const rewrite = rewriter(occurring, parameters);
  const targets = query.targets.map(({ type, where }) => ({ type, where: rewrite(type, where) }));
  for (const { where } of targets) checkCost(where);
  return { ...query, targets };
}

type Rewrite = (type: string, expression: SearchExpression) => SearchExpression;

/** Parts that a chain shares between ways that lead there are rewritten once, and stay shared. */
function rewriter(occurring: Map<string, OccurringUnit[]>, parameters: SearchParameters): Rewrite {
  const known = new Map<SearchExpression, SearchExpression>();
  const unitsOf = (code: string | undefined) => (code === undefined ? [] : (occurring.get(code) ?? []));
  const rewrite: Rewrite = (type, expression) => {
    const found = known.get(expression) ?? step(type, expression);
    known.set(expression, found);
    return found;
  };
  const step: Rewrite = (type, expression) => {
    switch (expression.op) {
      case 'all':
      case 'any':
        return { ...expression, of: expression.of.map((one) => rewrite(type, one)) };
      case 'not':
        return { ...expression, of: rewrite(type, expression.of) };
      case 'has':
        return { ...expression, of: rewrite(expression.type, expression.of) };
      case 'chain': {
        const targets = expression.targets.map(({ type: target, of }) => ({
          type: target,
          of: rewrite(target, of),
        }));
        return { ...expression, targets };
      }
      case 'quantity':
        return quantityInEveryUnit(type, expression, unitsOf(expression.code), parameters);
      case 'composite':
        return compositeInEveryUnit(expression, unitsOf);
      default:
        return expression;
    }
  };
  return rewrite;
}
