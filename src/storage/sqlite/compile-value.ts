import { fold } from '#search/fold.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import { behind } from '../behind.ts';
import { compileNumber, compileTime } from './compile-interval.ts';
import type { Names } from './names.ts';
import { type Sql, sql } from './sql.ts';

/** The table of an index and the condition on its rows, parameter included. */
export interface IndexCondition {
  table: string;
  where: Sql;
}

/** Expressions that one row of one index answers. */
export type ValueExpression = Extract<
  SearchExpression,
  { op: 'token' | 'string' | 'uri' | 'reference' | 'reference-url' | 'date' | 'number' | 'quantity' }
>;

const VALUE_OPS = new Set([
  'token',
  'string',
  'uri',
  'reference',
  'reference-url',
  'date',
  'number',
  'quantity',
]);

export const isValueExpression = (expression: SearchExpression): expression is ValueExpression =>
  VALUE_OPS.has(expression.op);

function startsWith(column: string, prefix: string): Sql {
  return prefix === '' ? sql('1') : sql(`${column} >= ? AND ${column} < ?`, prefix, behind(prefix));
}

/** One value of a search -> the rows of its index that answer it. */
export function compileValue(type: string, expression: ValueExpression, names: Names): IndexCondition {
  const parameter = names.find(`${type}.${expression.parameter}`);
  const where = condition(expression, names);
  return {
    table: `${expression.op === 'reference-url' ? 'reference' : expression.op}_index`,
    where: { text: `parameter = ? AND ${where.text}`, values: [parameter, ...where.values] },
  };
}

function condition(expression: ValueExpression, names: Names): Sql {
  switch (expression.op) {
    case 'token':
      return tokenCondition(expression, names);
    case 'string':
      if (expression.match === 'exact')
        return sql('folded = ? AND value = ?', fold(expression.value), expression.value);
      if (expression.match === 'contains')
        return sql('instr(folded, ?) > 0 AND within_time()', expression.value);
      return startsWith('folded', expression.value);
    case 'uri':
      return uriCondition(expression.match, expression.value);
    case 'reference': {
      const types = expression.types.map(() => '?').join(', ');
      const target = sql(`target_id = ? AND target_type IN (${types})`, expression.id, ...expression.types);
      return expression.versionId
        ? sql(`${target.text} AND target_version = ?`, ...target.values, expression.versionId)
        : target;
    }
    case 'reference-url':
      return sql("target_id = ? AND target_type = ''", expression.url);
    case 'date':
      return compileTime(expression.prefix, expression.span, Date.now());
    case 'number':
      return compileNumber(expression.prefix, expression.range);
    case 'quantity': {
      const number = compileNumber(expression.prefix, expression.range);
      const { system, code } = expression;
      const unit =
        code === undefined
          ? sql('1')
          : system === undefined
            ? sql('(code = ? OR unit = ?)', code, code)
            : sql('code = ?', code);
      const inSystem = system === undefined ? sql('1') : sql('system = ?', names.find(system));
      return sql(
        `${number.text} AND ${unit.text} AND ${inSystem.text}`,
        ...number.values,
        ...unit.values,
        ...inSystem.values,
      );
    }
  }
}

function tokenCondition({ system, code }: Extract<ValueExpression, { op: 'token' }>, names: Names): Sql {
  const inSystem =
    system === undefined ? undefined : sql('system = ?', system === null ? 0 : names.find(system));
  const ofCode = code === undefined ? undefined : sql('code = ?', code);
  const parts = [ofCode, inSystem].filter((p) => p !== undefined);
  return sql(parts.map((p) => p.text).join(' AND '), ...parts.flatMap((p) => p.values));
}

function uriCondition(match: 'exact' | 'below' | 'above', value: string): Sql {
  if (match === 'below') return startsWith('value', value);
  if (match === 'exact') return sql('value = ?', value);
  // Above: each of the paths that lead to it, so that the index serves.
  const segments = value.split('/');
  const above = segments.map((_, i) => segments.slice(0, i + 1).join('/'));
  return sql(`value IN (${above.map(() => '?').join(', ')})`, ...above);
}
