import type { Limits } from '#config.ts';
import { checkCost } from './check-cost.ts';
import { compileParameter, type SearchContext } from './compile-parameter.ts';
import { compileIncludes } from './include.ts';
import { decodePlace, PAGE_PARAMETER } from './page.ts';
import type { SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { SearchExpression, SearchQuery } from './search-expression.ts';
import { compileSort } from './sort.ts';
import { readSelection, type Selection } from './subset.ts';
import { isSupported } from './supported-parameter.ts';

/** Steer the answer, not the match; http.html#parameters for the first three, search.html#return for the rest. */
const RESULT_PARAMETERS = new Set([
  '_format',
  '_pretty',
  '_sort',
  '_count',
  '_include',
  '_revinclude',
  '_summary',
  '_elements',
  '_total',
  PAGE_PARAMETER,
]);

/** The criteria of a search -> one expression; result parameters are not allowed here, as in a conditional URL. */
export function compileCriteria(
  type: string,
  parameters: SearchParameterText[],
  context: SearchContext,
): SearchExpression {
  return allOf(parameters.map((parameter) => compileParameter(type, parameter, context)));
}

function allOf(criteria: SearchExpression[]): SearchExpression {
  const where: SearchExpression =
    criteria.length === 1 ? (criteria[0] as SearchExpression) : { op: 'all', of: criteria };
  checkCost(where);
  return where;
}

/** What a search of `type` asks for, and the parameters that were really used (for the self link). */
export interface CompiledSearch {
  query: SearchQuery;
  used: SearchParameterText[];
  /** The part of each resource that is asked for; absent for the whole. */
  selection?: Selection;
}

/**
 * Parsed parameters -> the query for the store. With `lenient` (Prefer: handling=lenient) a parameter that is
 * not understood is left out, and does not stand in the self link (search.html#errors).
 */
export function compileSearch(
  type: string,
  parameters: SearchParameterText[],
  context: SearchContext,
  options: { limits: Limits; lenient?: boolean },
): CompiledSearch {
  const used: SearchParameterText[] = [];
  const criteria: SearchExpression[] = [];
  for (const parameter of parameters) {
    if (options.lenient && isUnknown(type, parameter, context)) continue;
    if (!RESULT_PARAMETERS.has(parameter.code)) criteria.push(compileParameter(type, parameter, context));
    used.push(parameter);
  }
  const one = (code: string) => used.filter((p) => p.code === code).at(-1)?.value;
  const sort = (one('_sort') ?? '').length ? compileSort(type, one('_sort') as string, context) : [];
  const page = one(PAGE_PARAMETER);
  const selection = readSelection(used);
  const countOnly = one('_summary') === 'count';
  const query: SearchQuery = {
    type,
    where: allOf(criteria),
    sort,
    includes: compileIncludes(
      used.filter((p) => p.code === '_include' || p.code === '_revinclude'),
      context,
    ),
    count: countOnly ? 0 : readCount(one('_count'), options.limits),
    total: countOnly || readTotal(one('_total')),
    includeLimit: options.limits.includes,
    ...(page === undefined ? {} : { after: decodePlace(page, sort.length) }),
  };
  if (selection?.kind === 'summary' && selection.mode === 'text' && query.includes.length) {
    throw searchError('_summary=text cannot be used with _include or _revinclude', 'search.html#summary');
  }
  return { query, used, ...(selection ? { selection } : {}) };
}

/** True for a parameter, or a key of `_sort`, that no resource of the type is searched by. */
function isUnknown(
  type: string,
  { code, value }: SearchParameterText,
  { parameters }: SearchContext,
): boolean {
  const isSearched = (name: string) => {
    const definition = parameters.find(type, name);
    return definition !== undefined && isSupported(definition);
  };
  if (code === '_sort') return value.split(',').some((key) => !isSearched(key.replace(/^-/, '')));
  return code !== '_has' && !RESULT_PARAMETERS.has(code) && !isSearched(code);
}

function readCount(value: string | undefined, { pageSize, defaultPageSize }: Limits): number {
  if (value === undefined) return defaultPageSize;
  if (!/^\d{1,9}$/.test(value))
    throw searchError(`'${value}' of _count is no whole number from 0 on`, 'search.html#count');
  return Math.min(Number(value), pageSize);
}

function readTotal(value: string | undefined): boolean {
  if (value === undefined || value === 'none' || value === 'estimate') return false;
  if (value === 'accurate') return true;
  throw searchError(`'${value}' of _total is none of none, estimate, accurate`, 'search.html#total');
}
