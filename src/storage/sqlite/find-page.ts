import { comparePlaces } from '#search/page-order.ts';
import type { PagePlace, SearchQuery, SearchTarget } from '#search/search-expression.ts';
import type { Names } from './names.ts';
import type { Source } from './ordered-sources.ts';
import { type Plan, planSearch } from './plan.ts';
import { beyondPlace, type KeyRow, type Order, orderBy, placeOfRow, sortColumns } from './sort.ts';
import { filled, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';
import { BudgetSpent, type TimeLimit } from './time-limit.ts';

/** A row of a search: the resource and the values of the sort keys as s0, s1, ... */
export interface FoundRow extends KeyRow {
  type: string;
  id: string;
  text: string;
}

/** The rows of a page in their order, and whether more follow in the direction of the page. */
export interface FoundPage {
  rows: FoundRow[];
  more: boolean;
}

/** Characters of one page: a page of very large resources ends early, and another follows. */
const PAGE_SIZE = 32 * 1024 * 1024;

/** A planned search of one type. */
export interface PlannedTarget extends SearchTarget {
  plan: Plan;
}

/** Plans every type of a search; of several types those of which there is nothing are left out. */
export function planTargets(
  { targets, sort, count, asOf }: SearchQuery,
  names: Names,
  statements: Statements,
): PlannedTarget[] {
  const any = statements.get('SELECT 1 FROM resource WHERE type = ? LIMIT 1');
  return targets
    .filter(({ type }) => targets.length === 1 || any.get(type) !== undefined)
    .map((target) => ({
      ...target,
      plan: planSearch(target, { sort, rows: count + 1, asOf }, names, statements),
    }));
}

/** The rows of a page: one row more than the page is looked for, so that it is known whether more follow. */
export function findPage(query: SearchQuery, targets: PlannedTarget[], connection: Connection): FoundPage {
  const order: Order = { keys: query.sort, reversed: query.before !== undefined };
  const page = { order, place: query.before ?? query.after, limit: query.count + 1 };
  const [only] = targets;
  // Only rows that are found at once and in order can be read in one go with their texts.
  const whole = targets.length === 1 && only && !only.plan.otherwise;
  const rows = whole
    ? rowsOf<FoundRow>(only.type, only.plan, page, connection, withTexts)
    : textsOf(keysOf(targets, page, connection), connection);
  const found = takePage(rows, query.count);
  return order.reversed ? { ...found, rows: found.rows.reverse() } : found;
}

/** The statement that finds the first places of a page, for its explanation. */
export function pageSql(query: SearchQuery, { type, plan }: PlannedTarget, names: Names): Sql | undefined {
  const order: Order = { keys: query.sort, reversed: query.before !== undefined };
  const page = { order, place: query.before ?? query.after, limit: query.count + 1 };
  const source = (order.reversed ? [...plan.sources].reverse() : plan.sources).find(
    (one) => !isPast(one, page),
  );
  return source && pageOf(source, sortColumns(type, order.keys, names), page);
}

/** What a search reads with. */
export interface Connection {
  names: Names;
  statements: Statements;
  timeLimit: TimeLimit;
}

interface Page {
  order: Order;
  place: SearchQuery['after'];
  limit: number;
}

function takePage(found: Iterable<FoundRow>, count: number): FoundPage {
  const rows: FoundRow[] = [];
  let size = 0;
  for (const row of found) {
    if (rows.length === count || size > PAGE_SIZE) return { rows, more: true };
    rows.push(row);
    size += row.text.length;
  }
  return { rows, more: false };
}

/** The rows of one type beyond the place, source after source. */
function* rowsOf<Row extends KeyRow>(
  type: string,
  plan: Plan,
  { order, place, limit }: Page,
  { names, statements }: Connection,
  complete: (page: Sql, order: Order) => Sql,
): Generator<Row> {
  const columns = sortColumns(type, order.keys, names);
  const sources = order.reversed ? [...plan.sources].reverse() : plan.sources;
  let left = limit;
  for (const source of sources) {
    if (left <= 0) return;
    if (isPast(source, { order, place, limit })) continue;
    const { text, values } = complete(pageOf(source, columns, { order, place, limit: left }), order);
    for (const row of statements.iterate(text, values)) {
      left--;
      yield row as unknown as Row;
    }
  }
}

/** The places of a page: those of several types are merged into one order. */
function keysOf(targets: PlannedTarget[], page: Page, connection: Connection): KeyRow[] {
  const keys = targets.flatMap(({ type, plan }) => keysOfOne(type, plan, page, connection));
  if (targets.length === 1) return keys;
  const { keys: sort, reversed } = page.order;
  const compare = comparePlaces(sort, reversed);
  const placed = keys.map((row) => ({ row, place: placeOfRow(row, sort) }));
  return placed
    .sort((a, b) => compare(a.place, b.place))
    .slice(0, page.limit)
    .map(({ row }) => row);
}

/** Where the matches are not found soon in the order of an index, they are collected and sorted. */
function keysOfOne(type: string, plan: Plan, page: Page, connection: Connection): KeyRow[] {
  const keysBy = (one: Plan) => [...rowsOf<KeyRow>(type, one, page, connection, (keys) => keys)];
  if (!plan.otherwise) return keysBy(plan);
  try {
    return connection.timeLimit.within(plan.otherwise.budget, () => keysBy(plan));
  } catch (error) {
    if (error instanceof BudgetSpent) return keysBy(plan.otherwise.plan);
    throw error;
  }
}

function* textsOf(keys: KeyRow[], { statements }: Connection): Generator<FoundRow> {
  const text = statements.get('SELECT type, id, text FROM resource WHERE rid = ?');
  for (const row of keys) yield { ...row, ...(text.get(row.rid) as unknown as FoundRow) };
}

/** Resources without a value come behind those with one: a source that lies before the place is left out. */
function isPast(source: Source, { order, place }: Page): boolean {
  if (!place || source.index?.value === undefined) return false;
  return !order.reversed && (place.sort[0] ?? null) === null;
}

function pageOf(source: Source, columns: Sql[], page: Page): Sql {
  return source.index ? inIndex(source, source.index, columns, page) : sorted(source, columns, page);
}

/** The rows as the index has them: nothing but equal values is sorted, and nothing before the place is read. */
function inIndex(
  { from }: Source,
  { value, rid }: NonNullable<Source['index']>,
  columns: Sql[],
  { order, place, limit }: Page,
): Sql {
  const own = columns.map((column, i) => (i === 0 && value !== undefined ? sql(`${value} AS s0`) : column));
  const list = [sql(`${rid} AS rid`), ...own];
  const beyond = place ? filled(' AND ({})', beyondInIndex({ value, rid }, order, place)) : sql('');
  const by = value === undefined ? orderBy(order) : orderBy(order).replace(/^s0 IS NULL (ASC|DESC), /, '');
  return {
    text: `SELECT DISTINCT ${list.map((column) => column.text).join(', ')} ${from.text}${beyond.text} ORDER BY ${by} LIMIT ?`,
    values: [...list.flatMap((column) => column.values), ...from.values, ...beyond.values, limit],
  };
}

function beyondInIndex(
  { value, rid }: { value: string | undefined; rid: string },
  order: Order,
  place: PagePlace,
): Sql {
  const sign = (order.keys[0]?.descending ?? false) !== order.reversed ? '<' : '>';
  const first = place.sort[0] ?? null;
  if (value === undefined) return sql(`${rid} ${sign} ?`, place.order);
  // Backwards from what has no value, all that has one follows.
  if (first === null) return sql('1');
  if (order.keys.length === 1) return sql(`(${value}, ${rid}) ${sign} (?, ?)`, first, place.order);
  const beyond = beyondPlace(order, place, rid);
  return sql(`${value} ${sign}= ? AND (${beyond.text})`, first, ...beyond.values);
}

function sorted({ from, absent }: Source, columns: Sql[], { order, place, limit }: Page): Sql {
  const keys = columns.map((_, i) => `, s${i}`).join('');
  const own = columns.map((column, i) => (i === 0 && absent ? sql('NULL AS s0') : column));
  const list = [sql('r.rid AS rid'), ...own];
  const beyond = beyondPlace(order, place);
  return {
    text: `SELECT rid${keys} FROM (SELECT ${list.map((column) => column.text).join(', ')} ${from.text}) WHERE ${beyond.text} ORDER BY ${orderBy(order)} LIMIT ?`,
    values: [...list.flatMap((column) => column.values), ...from.values, ...beyond.values, limit],
  };
}

/** Only numbers and sort values are sorted and counted off; texts are read for the page alone. */
function withTexts(page: Sql, order: Order): Sql {
  const keys = order.keys.map((_, i) => `, s${i}`).join('');
  return filled(
    `SELECT p.rid AS rid${keys}, o.type AS type, o.id AS id, o.text AS text
    FROM ({}) p CROSS JOIN resource o ON o.rid = p.rid ORDER BY ${orderBy(order)}`,
    page,
  );
}
