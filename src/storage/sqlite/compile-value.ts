import { fold } from '#search/fold.ts';
import type {
  EqualValueExpression,
  IndexKind,
  SearchExpression,
  ValueExpression,
} from '#search/search-expression.ts';
import { behind } from '../behind.ts';
import { compileNumber, compileTime } from './compile-interval.ts';
import type { Names } from './names.ts';
import { type Sql, sql } from './sql.ts';

/** The kind of index that answers, and the condition on its rows, parameter included. */
export interface IndexCondition {
  kind: IndexKind;
  where: Sql;
}

const VALUE_OPS = new Set([
  'token',
  'string',
  'uri',
  'reference',
  'reference-url',
  'date',
  'number',
  'quantity',
  'unequal',
]);

export const isValueExpression = (expression: SearchExpression): expression is ValueExpression =>
  VALUE_OPS.has(expression.op);

/**
 * True where all rows that answer have the same value in the column that orders their table: then the table itself,
 * which has them side by side in the order of their resources, is probed faster than the index by resource.
 */
export function hasOneValue(expression: ValueExpression): boolean {
  switch (expression.op) {
    case 'token':
      return expression.code !== undefined && !expression.match && !expression.codes;
    case 'string':
      return expression.match === 'exact' || expression.match === 'same';
    case 'uri':
      return expression.match === 'exact';
    case 'reference':
      return expression.id !== undefined;
    case 'reference-url':
      return expression.match === undefined;
    default:
      return false;
  }
}

function startsWith(column: string, prefix: string): Sql {
  return prefix === '' ? sql('1') : sql(`${column} >= ? AND ${column} < ?`, prefix, behind(prefix));
}

/** One value of a search -> the rows of its index that answer it; `row` is before each column, as in `x.`. */
export function compileValue(
  type: string,
  expression: ValueExpression,
  names: Names,
  row = '',
): IndexCondition {
  const parameter = names.find(`${type}.${expression.parameter}`);
  const equal = expression.op === 'unequal' ? expression.of : expression;
  const plain = condition(equal, names, row);
  const where = equal === expression ? plain : sql(`NOT (${plain.text})`, ...plain.values);
  return {
    kind: equal.op === 'reference-url' ? 'reference' : equal.op,
    where: { text: `${row}parameter = ? AND ${where.text}`, values: [parameter, ...where.values] },
  };
}

function condition(expression: EqualValueExpression, names: Names, row: string): Sql {
  switch (expression.op) {
    case 'token':
      return tokenCondition(expression, names, row);
    case 'string':
      return stringCondition(expression, row);
    case 'uri':
      return uriCondition(expression.match, expression.value, row);
    case 'reference':
      return referenceCondition(expression, row);
    case 'reference-url':
      return allOf([
        expression.match === 'starts'
          ? startsWith(`${row}target_id`, expression.url)
          : sql(`${row}target_id = ?`, expression.url),
        sql(`${row}target_type = ''`),
      ]);
    case 'date':
      return compileTime(expression.prefix, expression.span, Date.now(), spanOf(row));
    case 'number':
      return compileNumber(expression.prefix, expression.range, spanOf(row));
    case 'quantity':
      return quantityCondition(expression, names, row);
  }
}

const spanOf = (row: string) => ({ low: `${row}low`, high: `${row}high` });

function allOf(parts: (Sql | undefined)[]): Sql {
  const given = parts.filter((p) => p !== undefined);
  return sql(given.map((p) => p.text).join(' AND ') || '1', ...given.flatMap((p) => p.values));
}

function stringCondition({ match, value }: Extract<ValueExpression, { op: 'string' }>, row: string): Sql {
  switch (match) {
    case 'exact':
      return sql(`${row}folded = ? AND ${row}value = ?`, fold(value), value);
    case 'contains':
      return sql(`instr(${row}folded, ?) > 0 AND within_time()`, value);
    case 'ends':
      return sql(`substr(${row}folded, -length(?)) = ? AND within_time()`, value, value);
    case 'same':
      return sql(`${row}folded = ?`, value);
    case 'from':
      return sql(`${row}folded >= ?`, value);
    case 'before':
      return sql(`${row}folded < ?`, value);
    case 'starts':
      return startsWith(`${row}folded`, value);
  }
}

/** NOCASE folds the letters of ASCII and no others. */
function codeCondition(code: string, match: 'fold' | 'starts' | undefined, row: string): Sql {
  if (match === 'starts') return startsWith(`${row}code`, code);
  return sql(`${row}code = ?${match === 'fold' ? ' COLLATE NOCASE AND within_time()' : ''}`, code);
}

function tokenCondition(
  { system, code, match, codes }: Extract<ValueExpression, { op: 'token' }>,
  names: Names,
  row: string,
): Sql {
  return allOf([
    code === undefined ? undefined : codeCondition(code, match, row),
    codes && sql(`${row}code IN (SELECT value FROM json_each(?))`, JSON.stringify(codes)),
    system === undefined ? undefined : sql(`${row}system = ?`, system === null ? 0 : names.find(system)),
  ]);
}

function referenceCondition(
  { types, id, versionId }: Extract<ValueExpression, { op: 'reference' }>,
  row: string,
): Sql {
  return allOf([
    id === undefined ? undefined : sql(`${row}target_id = ?`, id),
    sql(`${row}target_type IN (${types.map(() => '?').join(', ')})`, ...types),
    versionId ? sql(`${row}target_version = ?`, versionId) : undefined,
  ]);
}

function quantityCondition(
  { prefix, range, system, code }: Extract<ValueExpression, { op: 'quantity' }>,
  names: Names,
  row: string,
): Sql {
  const unit =
    system === undefined
      ? sql(`(${row}code = ? OR ${row}unit = ?)`, code ?? '', code ?? '')
      : sql(`${row}code = ?`, code ?? '');
  return allOf([
    compileNumber(prefix, range, spanOf(row)),
    code === undefined ? undefined : unit,
    system === undefined ? undefined : sql(`${row}system = ?`, names.find(system)),
  ]);
}

function uriCondition(match: 'exact' | 'below' | 'above', value: string, row: string): Sql {
  if (match === 'below') return startsWith(`${row}value`, value);
  if (match === 'exact') return sql(`${row}value = ?`, value);
  // Above: each of the paths that lead to it, so that the index serves.
  const segments = value.split('/');
  const above = segments.map((_, i) => segments.slice(0, i + 1).join('/'));
  return sql(`${row}value IN (${above.map(() => '?').join(', ')})`, ...above);
}
