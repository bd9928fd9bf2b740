import type { Limits } from '#config.ts';
import { checkCost } from './check-cost.ts';
import { compileParameter, type SearchContext } from './compile-parameter.ts';
import { checkContained, readContained } from './contained.ts';
import { EXPLAIN_PARAMETER } from './explanation.ts';
import { GENERAL_CRITERIA, GENERAL_RESULTS } from './general-parameters.ts';
import { compileIncludes } from './include.ts';
import { decodePage, PAGE_PARAMETER, type PageStart } from './page.ts';
import type { SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { SearchExpression, SearchQuery } from './search-expression.ts';
import type { SearchScope } from './search-scope.ts';
import { compileSort } from './sort.ts';
import { readSelection, type Selection } from './subset.ts';
import { isSupported } from './supported-parameter.ts';

/** Parameters of search itself, which no SearchParameter of R4 defines for a type. */
const WITHOUT_DEFINITION = new Set(GENERAL_CRITERIA.map(({ name }) => name));

/** Steer the answer, not the match: the form of any answer (http.html#parameters), and that of a searchset. */
const RESULT_PARAMETERS = new Set([
  '_format',
  '_pretty',
  ...GENERAL_RESULTS.map(({ name }) => name),
  PAGE_PARAMETER,
  EXPLAIN_PARAMETER,
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
  /** What is searched, as the URL has it behind the base. */
  path: string;
  used: SearchParameterText[];
  /** The part of each resource that is asked for; absent for the whole. */
  selection?: Selection;
  /** How many matches the first page has counted. */
  total?: number;
  /** How the search is answered is to be told. */
  explain: boolean;
}

/**
 * Parsed parameters -> the query for the store. With `lenient` (Prefer: handling=lenient) a parameter that is
 * not understood is left out, and does not stand in the self link (search.html#errors).
 */
export function compileSearch(
  scope: SearchScope,
  parameters: SearchParameterText[],
  context: SearchContext,
  options: { limits: Limits; lenient?: boolean },
): CompiledSearch {
  const types = typesOf(scope, parameters);
  const used = options.lenient
    ? parameters.filter((parameter) => !types.some((type) => isUnknown(type, parameter, context)))
    : parameters;
  const criteria = used.filter(({ code }) => !RESULT_PARAMETERS.has(code) && !isScope(code, scope));
  const one = (code: string) => used.filter((p) => p.code === code).at(-1)?.value;
  const sort = (one('_sort') ?? '').length ? compileSort(types, one('_sort') as string, context) : [];
  const selection = readSelection(used);
  const countOnly = one('_summary') === 'count';
  const contained = readContained(used);
  const place = one(PAGE_PARAMETER);
  const page =
    place === undefined
      ? undefined
      : decodePage(place, contained?.give === 'contained' ? 1 : sort.length, context.pages);
  const query: SearchQuery = {
    targets: types.map((type) => ({ type, where: compileTarget(type, scope, criteria, context) })),
    sort,
    includes: compileIncludes(
      used.filter((p) => p.code === '_include' || p.code === '_revinclude'),
      types,
      context,
    ),
    count: countOnly ? 0 : readCount(one('_count'), options.limits),
    total: page?.total === undefined && (countOnly || readTotal(one('_total'))),
    includeLimit: options.limits.includes,
    ...(contained ? { contained } : {}),
    ...(page ? startOf(page) : {}),
  };
  if (contained)
    checkContained(contained, {
      where: query.targets.map(({ where }) => where),
      sorted: sort.length > 0,
      includes: query.includes.length > 0,
      within: scope.within !== undefined,
    });
  if (selection?.kind === 'summary' && selection.mode === 'text' && query.includes.length) {
    throw searchError('_summary=text cannot be used with _include or _revinclude', 'search.html#summary');
  }
  const explain = one(EXPLAIN_PARAMETER) === 'true';
  const known = page?.total === undefined ? {} : { total: page.total };
  return {
    query,
    path: scope.path,
    used: withRealCount(used, query.count),
    explain,
    ...known,
    ...(selection ? { selection } : {}),
  };
}

/** A count that was lowered shows as what it was lowered to (search.html#conformance: what was really used). */
const withRealCount = (used: SearchParameterText[], count: number): SearchParameterText[] =>
  used.map((one) =>
    one.code === '_count' && Number(one.value) > count && count > 0 ? { ...one, value: String(count) } : one,
  );

function startOf({ total: _total, ...start }: PageStart): Pick<SearchQuery, 'after' | 'before' | 'asOf'> {
  return start;
}

function compileTarget(
  type: string,
  { within }: SearchScope,
  criteria: SearchParameterText[],
  context: SearchContext,
): SearchExpression {
  const asked = criteria.map((parameter) => compileParameter(type, parameter, context));
  return allOf(within ? [within(type), ...asked] : asked);
}

/** `_type` narrows a search over several types (search.html#_type); for one type it is no parameter. */
const isScope = (code: string, { path }: SearchScope): boolean =>
  code === '_type' && (path === '' || path.endsWith('*'));

function typesOf(scope: SearchScope, parameters: SearchParameterText[]): string[] {
  const asked = parameters.filter(({ code }) => isScope(code, scope)).map(({ value }) => value.split(','));
  return asked.reduce((types, some) => {
    const unknown = some.find((type) => !scope.types.includes(type));
    if (unknown !== undefined)
      throw searchError(
        `'${unknown.slice(0, 64)}' of _type is none of the types searched here`,
        'search.html#_type',
      );
    return types.filter((type) => some.includes(type));
  }, scope.types);
}

/** True for a parameter, or a key of `_sort`, that no resource of the type is searched by. */
function isUnknown(
  type: string,
  { code, value }: SearchParameterText,
  { parameters }: SearchContext,
): boolean {
  const isSearched = (name: string) => {
    const definition = parameters.find(type, name);
    return definition !== undefined && isSupported(definition, type, parameters);
  };
  if (code === '_sort') return value.split(',').some((key) => !isSearched(key.replace(/^-/, '')));
  return !WITHOUT_DEFINITION.has(code) && !RESULT_PARAMETERS.has(code) && !isSearched(code);
}

function readCount(value: string | undefined, { pageSize, defaultPageSize }: Limits): number {
  if (value === undefined) return defaultPageSize;
  if (!/^\d{1,9}$/.test(value))
    throw searchError(`'${value}' of _count is no whole number from 0 on`, 'search.html#count');
  return Math.min(Number(value), pageSize);
}

function readTotal(value: string | undefined): boolean {
  if (value === undefined || value === 'none') return false;
  // An exact count is an estimate too.
  if (value === 'accurate' || value === 'estimate') return true;
  throw searchError(`'${value}' of _total is none of none, estimate, accurate`, 'search.html#total');
}
