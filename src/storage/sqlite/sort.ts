import type { PagePlace, SortKey } from '#search/search-expression.ts';
import type { Names } from './names.ts';
import { type Sql, sql } from './sql.ts';

/** The column of each index that gives the order of its kind. */
export const ORDER_COLUMN = {
  token: 'code',
  string: 'folded',
  uri: 'value',
  reference: 'target_id',
  date: 'low',
  number: 'low',
  quantity: 'low',
};

/** A value without a code is there for `:missing` and has no place in an order. */
export const HAS_ORDER = { token: "code <> ''" } as Partial<Record<keyof typeof ORDER_COLUMN, string>>;

/**
 * The sort values of the row `r` as columns, each named s0, s1, ... Of several values of a resource the smallest
 * counts in ascending and the largest in descending order (search.html#sort).
 */
export function sortColumns(type: string, keys: SortKey[], names: Names): Sql[] {
  return keys.map((key, i) => {
    if (key.by === 'id') return sql(`r.id AS s${i}`);
    if (key.by === 'last-updated') return sql(`r.last_updated AS s${i}`);
    const aggregate = key.descending ? 'max' : 'min';
    const numbers = key.parameters.map((parameter) => names.find(`${type}.${parameter}`));
    const has = HAS_ORDER[key.kind] ? ` AND ${HAS_ORDER[key.kind]}` : '';
    return sql(
      `(SELECT ${aggregate}(${ORDER_COLUMN[key.kind]}) FROM ${key.kind}_index INDEXED BY ${key.kind}_by_resource
        WHERE rid = r.rid AND parameter IN (${numbers.map(() => '?').join(', ')})${has}) AS s${i}`,
      ...numbers,
    );
  });
}

/** The order of a search, or its reverse for a page before a place. */
export interface Order {
  keys: SortKey[];
  reversed: boolean;
}

/** Creation order decides among equals, in the direction of the first key, as the indexes have it. */
const isDescending = ({ keys, reversed }: Order): boolean => (keys[0]?.descending ?? false) !== reversed;

/** Resources without a value come last in either direction. */
export function orderBy(order: Order): string {
  const { keys, reversed } = order;
  const parts = keys.flatMap((key, i) => [
    ...(key.by === 'parameter' ? [`s${i} IS NULL ${reversed ? 'DESC' : 'ASC'}`] : []),
    `s${i} ${key.descending !== reversed ? 'DESC' : 'ASC'}`,
  ]);
  return [...parts, `rid ${isDescending(order) ? 'DESC' : 'ASC'}`].join(', ');
}

/** The rows beyond a place in that order; `rid` is the column of their numbers. */
export function beyondPlace(order: Order, place: PagePlace | undefined, rid = 'rid'): Sql {
  if (!place) return sql('1');
  const alternatives: Sql[] = [];
  let equal = sql('1');
  order.keys.forEach((key, i) => {
    const value = place.sort[i] ?? null;
    const beyond = beyondValue(`s${i}`, key, value, order.reversed);
    if (beyond) alternatives.push(sql(`${equal.text} AND ${beyond.text}`, ...equal.values, ...beyond.values));
    const same = value === null ? sql(`s${i} IS NULL`) : sql(`s${i} = ?`, value);
    equal = sql(`${equal.text} AND ${same.text}`, ...equal.values, ...same.values);
  });
  const sign = isDescending(order) ? '<' : '>';
  alternatives.push(sql(`${equal.text} AND ${rid} ${sign} ?`, ...equal.values, place.order));
  return sql(alternatives.map((a) => `(${a.text})`).join(' OR '), ...alternatives.flatMap((a) => a.values));
}

function beyondValue(
  column: string,
  { by, descending }: SortKey,
  value: string | number | null,
  reversed: boolean,
): Sql | undefined {
  if (value === null) return reversed ? sql(`${column} IS NOT NULL`) : undefined;
  const beyond = sql(`${column} ${descending !== reversed ? '<' : '>'} ?`, value);
  if (reversed || by !== 'parameter') return beyond;
  return sql(`(${column} IS NULL OR ${beyond.text})`, ...beyond.values);
}

/** A row of a page as far as its order goes. */
export interface KeyRow {
  rid: number;
  [sortValue: string]: string | number | null;
}

/** The place of a row in the order of a search. */
export const placeOfRow = (row: KeyRow, keys: SortKey[]): PagePlace => ({
  order: row.rid,
  sort: keys.map((_, i) => row[`s${i}`] ?? null),
});
