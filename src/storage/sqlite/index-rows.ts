import type { IndexValue } from '#search/search-expression.ts';
import type { Names } from './names.ts';
import type { Statements } from './statements.ts';

const INDEXES = ['token', 'string', 'uri', 'reference', 'date', 'number', 'quantity'];

/** Takes all search values of a resource out of the indexes. */
export function removeIndexRows(rid: number, statements: Statements): void {
  for (const index of INDEXES) statements.get(`DELETE FROM ${index}_index WHERE rid = ?`).run(rid);
}

/** Puts the search values of a resource into the indexes; a value that occurs twice is kept once. */
export function insertIndexRows(
  type: string,
  rid: number,
  values: IndexValue[],
  names: Names,
  statements: Statements,
): void {
  for (const value of values)
    insertRow(names.assign(`${type}.${value.parameter}`), rid, value, names, statements);
}

function insertRow(
  parameter: number,
  rid: number,
  value: IndexValue,
  names: Names,
  statements: Statements,
): void {
  const into = (table: string, marks: string) =>
    statements.get(`INSERT OR IGNORE INTO ${table} VALUES (${marks})`);
  const system = (text: string | null) => (text === null ? 0 : names.assign(text));
  switch (value.kind) {
    case 'token':
      into('token_index', '?, ?, ?, ?').run(parameter, value.code ?? '', system(value.system), rid);
      return;
    case 'string':
      into('string_index', '?, ?, ?, ?').run(parameter, value.folded, value.value, rid);
      return;
    case 'uri':
      into('uri_index', '?, ?, ?').run(parameter, value.value, rid);
      return;
    case 'reference':
      if ('url' in value) into('reference_index', '?, ?, ?, ?, ?').run(parameter, value.url, '', '', rid);
      else
        into('reference_index', '?, ?, ?, ?, ?').run(parameter, value.id, value.type, value.versionId, rid);
      return;
    case 'date':
    case 'number':
      into(`${value.kind}_index`, '?, ?, ?, ?').run(parameter, value.low, value.high, rid);
      return;
    case 'quantity':
      into('quantity_index', '?, ?, ?, ?, ?, ?, ?').run(
        parameter,
        value.low,
        value.high,
        system(value.system),
        value.code ?? '',
        value.unit ?? '',
        rid,
      );
  }
}
