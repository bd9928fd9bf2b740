import { FhirError } from '#fhir/operation-outcome.ts';
import type { SearchContext } from '../compile-parameter.ts';
import type { SearchParameterText } from '../parse-search.ts';
import { searchError } from '../search-error.ts';
import type { SearchExpression } from '../search-expression.ts';
import { compilePath } from './compile-path.ts';
import type { Filter, FilterTest } from './filter-syntax.ts';
import { parseFilter } from './parse-filter.ts';

/** `_filter` (search_filter.html) -> its expression about `type`. Throws a 400 that says where it goes wrong. */
export function compileFilter(
  type: string,
  { name, value }: SearchParameterText,
  context: SearchContext,
): SearchExpression {
  if (name !== '_filter')
    throw searchError(`'${name}' is no parameter; _filter takes no modifier`, 'search_filter.html');
  if (value.trim() === '') throw searchError('_filter has no value', 'search_filter.html');
  return compileTree(type, parseFilter(value), context);
}

function compileTree(type: string, filter: Filter, context: SearchContext): SearchExpression {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const of = operands(filter).map((operand) => compileTree(type, operand, context));
      return { op: filter.kind === 'and' ? 'all' : 'any', of };
    }
    case 'not':
      return { op: 'not', of: compileTree(type, filter.of, context) };
    case 'test':
      return located(filter, () => compilePath(type, filter, context, compileTree));
  }
}

/** The operands of one operator that follow one another from left to right. */
function operands(filter: Extract<Filter, { kind: 'and' | 'or' }>): Filter[] {
  const right: Filter[] = [];
  let left: Filter = filter;
  while (left.kind === filter.kind) {
    right.push(left.right);
    left = left.left;
  }
  return [left, ...right.reverse()];
}

/** What is wrong with a test, with the place of the test before it. */
function located<T>(test: FilterTest, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    const [issue] = error instanceof FhirError ? error.issues : [];
    if (!(error instanceof FhirError) || !issue || issue.diagnostics.startsWith('_filter')) throw error;
    const diagnostics = `_filter, at character ${test.at + 1}: ${issue.diagnostics}`;
    throw new FhirError(error.status, { ...issue, diagnostics });
  }
}
