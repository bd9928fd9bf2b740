import type { SearchExpression, SearchTarget, SortKey } from '#search/search-expression.ts';
import { SearchCompiler } from './compile-search.ts';
import { isValueExpression } from './compile-value.ts';
import { isWord, wordSet } from './full-text.ts';
import { isLastUpdated, lastUpdatedSet } from './last-updated.ts';
import type { Names } from './names.ts';
import { isInCreationOrder, orderedSources, type Source } from './ordered-sources.ts';
import { countUpTo, fewOf, rarest } from './rarest.ts';
import { type Bounds, boundsOf } from './span-marks.ts';
import { filled, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';

/**
 * How the candidates of a search are found:
 * `driven` by the index of its rarest criterion, when that holds few, which are then collected and sorted;
 * `ordered`: in the order of the pages, from an index that has it, so that a page costs what it holds however many
 * match; `streamed` past in creation order, which is sorted when another order is asked for.
 */
export interface Plan {
  kind: 'driven' | 'ordered' | 'streamed';
  /** One source after the other, in the order of the search. */
  sources: Source[];
  /** Each matching resource once, in any order: what to read the numbers `r.rid` from. */
  all: Sql;
  /** The set that drives it. */
  driver?: Sql;
  /** How many rows may be looked at before the matches turn out to lie elsewhere, and what is done then. */
  otherwise?: { budget: number; plan: Plan };
}

/** Rows that an ordered plan may pass over, as a multiple of what it is expected to need. */
const PATIENCE = 8;

/**
 * Plans a search of one type for a page of `rows` in an order: finds the rarest criterion by short probes of the
 * indexes.
 */
export function planSearch(
  { type, where }: SearchTarget,
  { sort, rows, asOf }: { sort: SortKey[]; rows: number; asOf?: number | undefined },
  names: Names,
  statements: Statements,
): Plan {
  const compiler = new SearchCompiler(names, statements);
  const criteria = flat(where);
  const bounds = boundsOf(type, criteria, names);
  const sets = setsOf(type, criteria, bounds, compiler);
  const current =
    asOf === undefined
      ? sql('r.type = ? AND r.text IS NOT NULL', type)
      : sql('r.type = ? AND r.text IS NOT NULL AND r.sequence <= ?', type, asOf);
  const drivenBy = (driver: Sql): Plan => {
    const answered = sets.get(driver) ?? [];
    const rest = criteria.filter((c) => !answered.includes(c));
    const isOfCurrent = asOf === undefined && answered.every(isValueExpression) && sort.every(isOfIndex);
    const from =
      isOfCurrent && rest.every(isAnsweredByIndexes)
        ? drivenByIndexes(driver, rest, type, compiler)
        : driven(driver, rest, type, compiler, current);
    return { kind: 'driven', sources: [{ from }], all: from, driver };
  };
  const equal = sort.length === 0 ? criteria.find(isInCreationOrder) : undefined;
  const [anySet] = sets.keys();
  // By itself such a criterion gives a page as soon as it is found, whether few match or many.
  const isAtOnce = equal !== undefined && criteria.length === 1;
  const few = () => fewOf(rows, statements);
  const driver = isAtOnce ? undefined : rarest([...sets.keys()], few, statements);
  if (driver) return drivenBy(driver);
  const sources = orderedSources(type, criteria, { equal, sort, current, bounds }, compiler, names);
  const filters = () => compiler.filters(type, criteria, 'r');
  const otherwise = anySet && drivenBy(anySet);
  const all = otherwise?.all ?? streamed(current, filters());
  if (!sources) return { kind: 'streamed', sources: [{ from: streamed(current, filters()) }], all };
  if (!otherwise || isAtOnce) return { kind: 'ordered', sources, all };
  return { kind: 'ordered', sources, all, otherwise: { budget: few() * PATIENCE, plan: otherwise } };
}

const streamed = (current: Sql, filters: Sql): Sql =>
  filled('FROM resource r WHERE within_time() AND {} AND {}', current, filters);

/** The criteria that all have to be met, those within brackets too. */
const flat = (where: SearchExpression): SearchExpression[] =>
  where.op === 'all' ? where.of.flatMap(flat) : [where];

/** The sets that criteria can be answered by, and which each answers: one criterion, or all about one plain value. */
function setsOf(
  type: string,
  criteria: SearchExpression[],
  bounds: Bounds[],
  compiler: SearchCompiler,
): Map<Sql, SearchExpression[]> {
  const sets = new Map<Sql, SearchExpression[]>();
  const together = bounds.filter((one) => one.criteria.length > 1);
  for (const { kind, where, criteria: about } of together)
    sets.set(filled(`SELECT x.rid AS rid FROM ${kind}_index x WHERE {}`, where), about);
  const words = criteria.filter(isWord);
  if (words.length) sets.set(wordSet(words), words);
  const times = criteria.filter(isLastUpdated);
  const inTime = times.length ? lastUpdatedSet(type, times) : undefined;
  if (inTime) sets.set(inTime, times);
  for (const criterion of criteria) {
    if (isWord(criterion)) continue;
    if (together.some((one) => one.criteria.includes(criterion))) continue;
    const set = compiler.set(type, criterion);
    if (set) sets.set(set, [criterion]);
  }
  return sets;
}

/**
 * Where the rows of an index lead to current resources of the type, and nothing is asked of the resources' own rows,
 * these are not read.
 */
const drivenByIndexes = (
  driver: Sql,
  rest: SearchExpression[],
  type: string,
  compiler: SearchCompiler,
): Sql =>
  filled(
    'FROM (SELECT DISTINCT e.rid AS rid FROM ({}) e WHERE e.rid > 0 AND {}) r',
    driver,
    compiler.filters(type, rest, 'r', 'e.rid'),
  );

const isOfIndex = ({ by }: SortKey): boolean => by === 'parameter';

/** What the other indexes can tell of a number is asked before its resource is read. */
function driven(
  driver: Sql,
  rest: SearchExpression[],
  type: string,
  compiler: SearchCompiler,
  current: Sql,
): Sql {
  const ofIndexes = rest.filter(isAnsweredByIndexes);
  const ofResources = rest.filter((criterion) => !ofIndexes.includes(criterion));
  return filled(
    'FROM (SELECT DISTINCT e.rid AS rid FROM ({}) e WHERE {}) d CROSS JOIN resource r ON r.rid = d.rid WHERE {} AND {}',
    driver,
    compiler.filters(type, ofIndexes, 'r', 'e.rid'),
    compiler.filters(type, ofResources, 'r'),
    current,
  );
}

/** True where a filter needs nothing of the resource's own row but its number. */
function isAnsweredByIndexes(expression: SearchExpression): boolean {
  switch (expression.op) {
    case 'all':
    case 'any':
      return expression.of.every(isAnsweredByIndexes);
    case 'not':
      return isAnsweredByIndexes(expression.of);
    default:
      return expression.op !== 'id' && expression.op !== 'last-updated' && expression.op !== 'has';
  }
}

/**
 * The matching resources counted, each once. All of a type are those that ever were without those that are deleted:
 * these are few, and the others are counted in an index without a look at the resources.
 */
export function countSql({ type, where }: SearchTarget, { all }: Plan, asOf: number | undefined): Sql {
  if (flat(where).length || asOf !== undefined) return filled('SELECT count(*) AS n {}', all);
  return sql(
    `SELECT (SELECT count(*) FROM resource WHERE type = ?)
      - (SELECT count(*) FROM resource INDEXED BY resource_deleted WHERE type = ? AND text IS NULL) AS n`,
    type,
    type,
  );
}

/** How many rows the set holds that drives a plan. */
export const countRows = ({ driver }: Plan, statements: Statements): number =>
  driver ? countUpTo(driver, Number.MAX_SAFE_INTEGER, statements) : 0;
