import type { SearchExpression, SearchTarget, SortKey } from '#search/search-expression.ts';
import { SearchCompiler } from './compile-search.ts';
import { compileValue } from './compile-value.ts';
import type { Names } from './names.ts';
import { HAS_ORDER, ORDER_COLUMN } from './sort.ts';
import { type Bounds, boundsOf } from './span-marks.ts';
import { filled, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';

/** `FROM ... WHERE ...` that gives matching resources as `r`; `rows` is given where their order is that of an index. */
export interface Source {
  from: Sql;
  /** The columns that the order of the index is made of: its value, if the order is by one, and the number. */
  index?: { value?: string; rid: string };
  /** The first sort value is absent in all of these. */
  absent?: true;
}

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
  /** Each matching resource once, in any order, for counting. */
  all: Sql;
  /** The set that drives it. */
  driver?: Sql;
  /** How many rows may be looked at before the matches turn out to lie elsewhere, and what is done then. */
  otherwise?: { budget: number; plan: Plan };
}

/** A criterion that holds for no more than this many is rare: no need to look at the others. */
const RARE = 200;

/** However many resources there are, no more candidates than this are collected and sorted on a first guess. */
const MANY = 20_000;

/** Rows that an ordered plan may pass over, as a multiple of what it is expected to need. */
const PATIENCE = 8;

/**
 * Up to this many candidates are cheaper to collect and sort than to find in passing: among N resources, S of which
 * match, a page of `rows` in order is found after rows * N / S of them.
 */
function fewOf(rows: number, statements: Statements): number {
  const { n } = statements.get('SELECT max(rid) AS n FROM resource').get() as { n: number | null };
  return Math.min(MANY, Math.max(RARE, Math.ceil(Math.sqrt(rows * (n ?? 0)))));
}

/** Sets found to be large, by what they ask; large ones seldom become small, and a wrong guess costs time alone. */
const large = new Map<string, number>();
const MOST_LARGE = 1000;
/** How long such a guess is believed, in milliseconds. */
const BELIEVED = 60_000;

/** Counts up to `limit` rows of a set: the cost is bounded by the limit and not by the data. */
function countUpTo(set: Sql, limit: number, statements: Statements): number {
  const row = statements.get(`SELECT count(*) AS n FROM (${set.text} LIMIT ?)`).get(...set.values, limit) as {
    n: number;
  };
  return row.n;
}

function isLarge(set: Sql, few: number, statements: Statements): boolean {
  const key = `${few}\n${set.text}\n${set.values.join('\n')}`;
  const seen = large.get(key);
  if (seen !== undefined && Date.now() - seen < BELIEVED) return true;
  large.delete(key);
  if (countUpTo(set, few, statements) < few) return false;
  if (large.size >= MOST_LARGE) large.clear();
  large.set(key, Date.now());
  return true;
}

/** The set that holds the fewest, if it holds no more than `few`; asks the indexes instead of guessing. */
function rarest(sets: Sql[], few: number, statements: Statements): Sql | undefined {
  const [only] = sets;
  if (sets.length === 1 && only) return isLarge(only, few, statements) ? undefined : only;
  const counts = sets.map((set) => countUpTo(set, RARE, statements));
  const least = Math.min(...counts);
  if (least < RARE) return sets[counts.indexOf(least)];
  const small = sets.filter((set) => !isLarge(set, few, statements));
  if (small.length < 2) return small[0];
  const sizes = small.map((set) => countUpTo(set, few, statements));
  return small[sizes.indexOf(Math.min(...sizes))];
}

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
  const criteria = where.op === 'all' ? where.of : [where];
  const bounds = boundsOf(type, criteria, names);
  const sets = setsOf(type, criteria, bounds, compiler);
  const current =
    asOf === undefined
      ? sql('r.type = ? AND r.text IS NOT NULL', type)
      : sql('r.type = ? AND r.text IS NOT NULL AND r.sequence <= ?', type, asOf);
  const drivenBy = (driver: Sql): Plan => {
    const answered = sets.get(driver);
    const rest = criteria.filter((c) => !answered?.includes(c));
    const from = driven(driver, rest, type, compiler, current);
    return { kind: 'driven', sources: [{ from }], all: from, driver };
  };
  const equal = sort.length === 0 ? criteria.find(isInCreationOrder) : undefined;
  const [anySet] = sets.keys();
  // By itself such a criterion gives a page as soon as it is found, whether few match or many.
  const few = anySet && !(equal && criteria.length === 1) ? fewOf(rows, statements) : 0;
  const driver = few ? rarest([...sets.keys()], few, statements) : undefined;
  if (driver) return drivenBy(driver);
  const sources = orderedSources(type, criteria, { equal, sort, current, bounds }, compiler, names);
  const filters = () => compiler.filters(type, criteria, 'r');
  const otherwise = anySet && { budget: few * PATIENCE, plan: drivenBy(anySet) };
  const all =
    otherwise?.plan.all ?? filled('FROM resource r WHERE within_time() AND {} AND {}', current, filters());
  if (!sources) return { kind: 'streamed', sources: [{ from: streamed(current, filters()) }], all };
  return { kind: 'ordered', sources, all, ...(otherwise && few ? { otherwise } : {}) };
}

const streamed = (current: Sql, filters: Sql): Sql =>
  filled('FROM resource r WHERE within_time() AND {} AND {}', current, filters);

/** The sources that an index gives in the order that is asked for; undefined where none does. */
function orderedSources(
  type: string,
  criteria: SearchExpression[],
  { equal, sort, current, bounds }: OrderedBy,
  compiler: SearchCompiler,
  names: Names,
): Source[] | undefined {
  if (equal) {
    const others = criteria.filter((c) => c !== equal);
    return [byEquality(type, equal, compiler.filters(type, others, 'r'), current, names)];
  }
  const [first] = sort;
  if (first?.by !== 'parameter' || first.parameters.length !== 1) return undefined;
  const within = bounds.find(
    ({ kind, parameter }) => kind === first.kind && parameter === first.parameters[0],
  );
  const rest = within ? criteria.filter((c) => !within.criteria.includes(c)) : criteria;
  return byValue(type, first, { filters: compiler.filters(type, rest, 'r'), within, current }, names);
}

/** What an order by an index depends on. */
interface OrderedBy {
  equal: Equality | undefined;
  sort: SortKey[];
  current: Sql;
  bounds: Bounds[];
}

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
  for (const criterion of criteria) {
    if (together.some((one) => one.criteria.includes(criterion))) continue;
    const set = compiler.set(type, criterion);
    if (set) sets.set(set, [criterion]);
  }
  return sets;
}

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

type Equality = Extract<SearchExpression, { op: 'token' | 'reference' | 'reference-url' | 'uri' }>;

/** A criterion of one value, behind which an index has the resources in creation order. */
function isInCreationOrder(expression: SearchExpression): expression is Equality {
  switch (expression.op) {
    case 'token':
      return expression.code !== undefined && expression.match === undefined;
    case 'reference':
      return expression.id !== undefined;
    case 'reference-url':
      return expression.match === undefined;
    case 'uri':
      return expression.match === 'exact';
    default:
      return false;
  }
}

function byEquality(type: string, expression: Equality, others: Sql, current: Sql, names: Names): Source {
  const { kind, where } = compileValue(type, expression, names, 'x.');
  const from = filled(
    `FROM ${kind}_index x CROSS JOIN resource r ON r.rid = x.rid WHERE within_time() AND {} AND {} AND {}`,
    where,
    current,
    others,
  );
  return { from, index: { rid: 'x.rid' } };
}

/** The resources by their smallest or largest value, then those that have none. */
function byValue(
  type: string,
  { kind, parameters, descending }: Extract<SortKey, { by: 'parameter' }>,
  { filters, within, current }: { filters: Sql; within: Bounds | undefined; current: Sql },
  names: Names,
): Source[] {
  const parameter = names.find(`${type}.${parameters[0]}`);
  const column = ORDER_COLUMN[kind];
  const has = HAS_ORDER[kind] ?? '1';
  const valued = filled(
    `FROM ${kind}_index x CROSS JOIN resource r ON r.rid = x.rid WHERE within_time() AND x.parameter = {} AND x.${has} AND {} AND {}
      AND NOT EXISTS (SELECT 1 FROM ${kind}_index y INDEXED BY ${kind}_by_resource
        WHERE y.rid = x.rid AND y.parameter = x.parameter AND y.${has} AND y.${column} ${descending ? '>' : '<'} x.${column})`.replaceAll(
      /[xy]\.1 AND /g,
      '',
    ),
    sql('?', parameter),
    current,
    filters,
  );
  // All criteria on the value itself: it is the resource's only one, and none without it meets them.
  if (within) {
    const from = filled(
      `FROM ${kind}_index x CROSS JOIN resource r ON r.rid = x.rid WHERE within_time() AND {} AND {} AND {}`,
      within.where,
      current,
      filters,
    );
    return [{ from, index: { value: `x.${column}`, rid: 'x.rid' } }];
  }
  const absent = filled(
    `FROM resource r WHERE within_time() AND {} AND {}
      AND NOT EXISTS (SELECT 1 FROM ${kind}_index INDEXED BY ${kind}_by_resource WHERE rid = r.rid AND parameter = {} AND ${has})`,
    current,
    filters,
    sql('?', parameter),
  );
  return [
    { from: valued, index: { value: `x.${column}`, rid: 'x.rid' } },
    { from: absent, absent: true },
  ];
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

/** The matching resources counted, each once. */
export const countSql = ({ all }: Plan): Sql => filled('SELECT count(*) AS n {}', all);

/** How many rows the set holds that drives a plan. */
export const countRows = ({ driver }: Plan, statements: Statements): number =>
  driver ? countUpTo(driver, Number.MAX_SAFE_INTEGER, statements) : 0;
