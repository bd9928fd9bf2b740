import type { DistinctQuery, DistinctValue } from '../resource-store.ts';
import type { Names } from './names.ts';
import type { Statements } from './statements.ts';

/** The different values of a parameter; those of contained resources, which stand under numbers below zero, do not count. */
export function distinct(
  { types, parameter, kind, limit }: DistinctQuery,
  names: Names,
  statements: Statements,
): DistinctValue[] {
  const numbers = types.map((type) => names.find(`${type}.${parameter}`)).filter((number) => number !== -1);
  if (!numbers.length) return [];
  const [value, system] = kind === 'token' ? ['i.code', 'n.text'] : ['i.value', 'NULL'];
  const join = kind === 'token' ? 'LEFT JOIN name n ON n.number = i.system' : '';
  // The numbers come from the database itself.
  const text = `SELECT DISTINCT ${system} AS system, ${value} AS value FROM ${kind}_index i ${join}
    WHERE i.parameter IN (${numbers.join(', ')}) AND i.rid > 0 ORDER BY 1, 2 LIMIT ?`;
  const rows = statements.get(text).all(limit) as { system: string | null; value: string }[];
  return rows.map(({ system, value }) => (system === null ? { value } : { system, value }));
}
