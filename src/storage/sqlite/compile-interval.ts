import type { TimeSpan } from '#fhir/date-time.ts';
import type { NumberRange, Prefix, SpanRelation } from '#search/search-expression.ts';
import { type Sql, sql } from './sql.ts';

/**
 * The prefixes over a stored span [low, high) and a searched span (search.html#prefix): `eq` when the
 * searched span holds the stored one, `gt` when the stored one reaches beyond it, `sa` when it starts
 * after it. `ap` is taken as overlap with a tenth of the distance to now. Since every span has low < high,
 * each form also has a bound on one column alone, which lets an index serve it.
 */
export function compileTime(
  prefix: SpanRelation,
  { low, high }: TimeSpan,
  now: number,
  columns = { low: 'low', high: 'high' },
): Sql {
  const { low: l, high: h } = columns;
  switch (prefix) {
    case 'eq':
      return sql(`${l} >= ? AND ${l} < ? AND ${h} <= ?`, low, high, high);
    case 'ne':
      return sql(`NOT (${l} >= ? AND ${h} <= ?)`, low, high);
    case 'gt':
      return sql(`${h} > ?`, high);
    case 'lt':
      return sql(`${l} < ?`, low);
    case 'ge':
      return sql(`${h} > ? AND (${h} > ? OR ${l} >= ?)`, low, high, low);
    case 'le':
      return sql(`${l} < ? AND (${l} < ? OR ${h} <= ?)`, high, low, high);
    case 'sa':
      return sql(`${l} >= ?`, high);
    case 'eb':
      return sql(`${l} < ? AND ${h} <= ?`, low, low);
    case 'ap': {
      const tolerance = Math.abs(now - (low + high) / 2) / 10;
      return sql(`${l} < ? AND ${h} > ?`, high + tolerance, low - tolerance);
    }
    case 'covers':
      return sql(`${l} <= ? AND ${h} >= ?`, low, high);
    case 'overlaps':
      return sql(`${l} < ? AND ${h} > ?`, high, low);
  }
}

/**
 * The prefixes over a stored number or range of numbers and a searched number (search.html#number); `ap` when it
 * shares any of the searched range, which is that of the approximation.
 */
export function compileNumber(
  prefix: Prefix,
  { value, low, high }: NumberRange,
  columns = { low: 'low', high: 'high' },
): Sql {
  const { low: l, high: h } = columns;
  switch (prefix) {
    case 'eq':
      return sql(`${l} >= ? AND ${l} < ? AND ${h} < ?`, low, high, high);
    case 'ne':
      return sql(`NOT (${l} >= ? AND ${h} < ?)`, low, high);
    case 'gt':
      return sql(`${h} > ?`, value);
    case 'lt':
      return sql(`${l} < ?`, value);
    case 'ge':
      return sql(`${h} >= ?`, value);
    case 'le':
      return sql(`${l} <= ?`, value);
    case 'sa':
      return sql(`${l} > ?`, value);
    case 'eb':
      return sql(`${l} < ? AND ${h} < ?`, value, value);
    case 'ap':
      return sql(`${l} <= ? AND ${h} >= ?`, high, low);
  }
}
