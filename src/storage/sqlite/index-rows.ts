import type { IndexValue } from '#search/search-expression.ts';
import { INDEX_KINDS } from './index-tables.ts';
import type { Names } from './names.ts';
import { isSpanValue, markSpan } from './span-marks.ts';
import type { Statements } from './statements.ts';

/** Statements by kind and place, so that no text is made for each row. */
const DELETE = [
  'DELETE FROM text_index WHERE rowid = ?',
  ...INDEX_KINDS.flatMap((kind) => [
    `DELETE FROM ${kind}_index WHERE rid = ?`,
    `DELETE FROM ${kind}_part WHERE rid = ?`,
  ]),
];

const INSERT = {
  token: 'INSERT OR IGNORE INTO token_index VALUES (?, ?, ?, ?)',
  string: 'INSERT OR IGNORE INTO string_index VALUES (?, ?, ?, ?)',
  uri: 'INSERT OR IGNORE INTO uri_index VALUES (?, ?, ?)',
  reference: 'INSERT OR IGNORE INTO reference_index VALUES (?, ?, ?, ?, ?)',
  date: 'INSERT OR IGNORE INTO date_index VALUES (?, ?, ?, ?)',
  number: 'INSERT OR IGNORE INTO number_index VALUES (?, ?, ?, ?)',
  quantity: 'INSERT OR IGNORE INTO quantity_index VALUES (?, ?, ?, ?, ?, ?, ?)',
};

/** Takes all search values of a resource, and of what it contains, out of the indexes. */
export function removeIndexRows(rid: number, statements: Statements): void {
  for (const text of DELETE) statements.get(text).run(rid);
  const contained = statements.get('SELECT rid FROM contained WHERE parent = ?').all(rid) as {
    rid: number;
  }[];
  if (!contained.length) return;
  for (const one of contained) for (const text of DELETE) statements.get(text).run(one.rid);
  statements.get('DELETE FROM contained WHERE parent = ?').run(rid);
}

/** Puts the search values of a resource into the indexes; a value that occurs twice is kept once. */
export function insertIndexRows(
  type: string,
  rid: number,
  values: IndexValue[],
  names: Names,
  statements: Statements,
): void {
  const numbers = names.ofType(type);
  const contained = new Map<string, number>();
  const spans = new Set<string>();
  insertText(rid, values, statements);
  for (const value of values) {
    if (value.kind === 'text') continue;
    if (value.contained) {
      insertContained(rid, value, value.contained, contained, names, statements);
      continue;
    }
    const parameter = numbers.get(value.parameter) ?? names.assignTo(type, value.parameter);
    insertRow(parameter, rid, value, names, statements);
    if (isSpanValue(value) && value.occurrence === undefined) markSpan(type, value, spans, names);
  }
}

function insertText(rid: number, values: IndexValue[], statements: Statements): void {
  const words = { _text: '', _content: '' };
  for (const value of values) if (value.kind === 'text') words[value.parameter] = value.words;
  if (words._content === '') return;
  statements
    .get('INSERT INTO text_index (rowid, narrative, content) VALUES (?, ?, ?)')
    .run(rid, words._text, words._content);
}

/** A value of one of the index tables. */
type Row = Exclude<IndexValue, { kind: 'text' }>;

/** A contained resource has a number of its own below zero, and its values stand under that. */
function insertContained(
  parent: number,
  value: Row,
  { type, id }: NonNullable<IndexValue['contained']>,
  known: Map<string, number>,
  names: Names,
  statements: Statements,
): void {
  let rid = known.get(id);
  if (rid === undefined) {
    const { next } = statements.get('SELECT coalesce(min(rid), 0) - 1 AS next FROM contained').get() as {
      next: number;
    };
    statements
      .get('INSERT INTO contained (rid, parent, type, id) VALUES (?, ?, ?, ?)')
      .run(next, parent, type, id);
    known.set(id, next);
    rid = next;
  }
  const parameter = names.ofType(type).get(value.parameter) ?? names.assignTo(type, value.parameter);
  insertRow(parameter, rid, value, names, statements);
}

/** The texts of INSERT for the parts of composites. */
const INSERT_PART = Object.fromEntries(
  Object.entries(INSERT).map(([kind, text]) => [kind, text.replace('_index VALUES (', '_part VALUES (?, ')]),
) as typeof INSERT;

function insertRow(parameter: number, rid: number, value: Row, names: Names, statements: Statements): void {
  const { ordering, telling } = columnsOf(value, names);
  if (value.occurrence === undefined) {
    statements.get(INSERT[value.kind]).run(parameter, ordering, rid, ...telling);
    return;
  }
  statements.get(INSERT_PART[value.kind]).run(parameter, ordering, rid, value.occurrence, ...telling);
}

/** The columns of a value, in the order of its table: what orders it, and what else there is to it. */
function columnsOf(value: Row, names: Names): { ordering: string | number; telling: (string | number)[] } {
  switch (value.kind) {
    case 'token':
      return { ordering: value.code ?? '', telling: [systemOf(value.system, names)] };
    case 'string':
      return { ordering: value.folded, telling: [value.value] };
    case 'uri':
      return { ordering: value.value, telling: [] };
    case 'reference':
      if ('url' in value) return { ordering: value.url, telling: ['', ''] };
      return { ordering: value.id, telling: [value.type, value.versionId] };
    case 'date':
    case 'number':
      return { ordering: value.low, telling: [value.high] };
    case 'quantity':
      return {
        ordering: value.low,
        telling: [value.high, systemOf(value.system, names), value.code ?? '', value.unit ?? ''],
      };
  }
}

const systemOf = (text: string | null, names: Names): number => (text === null ? 0 : names.assign(text));
