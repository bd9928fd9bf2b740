import type { SearchExpression } from '#search/search-expression.ts';

/**
 * The parameters of a search that no index answers, for the log; none if an index narrows the search down,
 * or if it asks for everything. Names only: values may be about patients.
 */
export function unindexedParameters(where: SearchExpression): string[] {
  const criteria = where.op === 'all' ? where.of : [where];
  return criteria.some(isIndexed) ? [] : [...new Set(criteria.flatMap(parametersIn))];
}

function isIndexed(expression: SearchExpression): boolean {
  switch (expression.op) {
    case 'all':
      return expression.of.some(isIndexed);
    case 'any':
      return expression.of.every(isIndexed);
    case 'not':
    case 'missing':
    case 'unequal':
    case 'near':
      return false;
    case 'token':
      return (expression.code !== undefined && expression.match !== 'fold') || expression.codes !== undefined;
    case 'string':
      return expression.match !== 'contains' && expression.match !== 'ends';
    default:
      return true;
  }
}

function parametersIn(expression: SearchExpression): string[] {
  switch (expression.op) {
    case 'all':
    case 'any':
      return expression.of.flatMap(parametersIn);
    case 'not':
      return parametersIn(expression.of);
    case 'id':
      return ['_id'];
    case 'last-updated':
      return ['_lastUpdated'];
    default:
      return [expression.parameter];
  }
}
