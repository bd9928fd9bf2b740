import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchExpression } from './search-expression.ts';

/**
 * Criteria and their values in one search, those of every type that a chain may lead to included. Stores
 * have limits of their own beyond it: SQLite joins no more than 500 selects and nests no more than 1000 terms.
 */
const MOST_TERMS = 400;

/** Throws a 400 (`too-costly`) for an expression of more terms than a store can be asked for. */
export function checkCost(where: SearchExpression): void {
  if (countTerms(where, new Map()) <= MOST_TERMS) return;
  throw refuse(
    400,
    'too-costly',
    `the search has more than ${MOST_TERMS} values, or chains over references to that many types; ask for fewer at once, or name the type, as in subject:Patient`,
    { source: 'search.html#chaining' },
  );
}

/** Parts that a chain shares between types are counted once each time they occur, but only looked at once. */
function countTerms(expression: SearchExpression, counted: Map<SearchExpression, number>): number {
  const known = counted.get(expression);
  if (known !== undefined) return known;
  const terms = partsOf(expression).reduce((sum, part) => sum + countTerms(part, counted), 1);
  counted.set(expression, terms);
  return terms;
}

function partsOf(expression: SearchExpression): SearchExpression[] {
  switch (expression.op) {
    case 'all':
    case 'any':
    case 'composite':
      return expression.of;
    case 'not':
    case 'has':
    case 'unequal':
      return [expression.of];
    case 'chain':
      return expression.targets.map(({ of }) => of);
    default:
      return [];
  }
}
