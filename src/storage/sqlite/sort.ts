import type { PagePlace, SortKey } from '#search/search-expression.ts';
import type { Names } from './names.ts';
import { type Sql, sql } from './sql.ts';

/** The column of each index that gives the order of its kind. */
const ORDER_COLUMN = {
  token: 'code',
  string: 'folded',
  uri: 'value',
  reference: 'target_id',
  date: 'low',
  number: 'low',
  quantity: 'low',
};

/**
 * The sort values as columns s0, s1, ... behind a leading comma. Of several values of a resource the
 * smallest counts in ascending and the largest in descending order (search.html#sort).
 */
export function sortColumns(type: string, keys: SortKey[], names: Names): Sql {
  const columns = keys.map((key, i) => {
    if (key.by === 'id') return sql(`, r.id AS s${i}`);
    if (key.by === 'last-updated') return sql(`, r.last_updated AS s${i}`);
    const aggregate = key.descending ? 'max' : 'min';
    const column = ORDER_COLUMN[key.kind];
    return sql(
      `, (SELECT ${aggregate}(${column}) FROM ${key.kind}_index INDEXED BY ${key.kind}_by_resource WHERE rid = r.rid AND parameter = ?) AS s${i}`,
      names.find(`${type}.${key.parameter}`),
    );
  });
  return sql(columns.map((c) => c.text).join(''), ...columns.flatMap((c) => c.values));
}

/** Resources without a value come last in either direction; creation order decides among equals. */
export function orderBy(keys: SortKey[]): string {
  const parts = keys.map((key, i) => `s${i} IS NULL, s${i} ${key.descending ? 'DESC' : 'ASC'}`);
  return [...parts, 'rid'].join(', ');
}

/** The rows behind a place in that order. */
export function afterPlace(keys: SortKey[], place: PagePlace | undefined): Sql {
  if (!place) return sql('1');
  const alternatives: Sql[] = [];
  let equal = sql('1');
  keys.forEach((key, i) => {
    const value = place.sort[i] ?? null;
    if (value !== null) {
      const beyond = sql(`(s${i} IS NULL OR s${i} ${key.descending ? '<' : '>'} ?)`, value);
      alternatives.push(sql(`${equal.text} AND ${beyond.text}`, ...equal.values, ...beyond.values));
    }
    const same = value === null ? sql(`s${i} IS NULL`) : sql(`s${i} = ?`, value);
    equal = sql(`${equal.text} AND ${same.text}`, ...equal.values, ...same.values);
  });
  alternatives.push(sql(`${equal.text} AND rid > ?`, ...equal.values, place.order));
  return sql(alternatives.map((a) => `(${a.text})`).join(' OR '), ...alternatives.flatMap((a) => a.values));
}
