import type { SearchExpression, SortKey } from '#search/search-expression.ts';
import type { SearchCompiler } from './compile-search.ts';
import { compileValue } from './compile-value.ts';
import { isWord, type Word, wordCondition } from './full-text.ts';
import type { Names } from './names.ts';
import { HAS_ORDER, ORDER_COLUMN } from './sort.ts';
import type { Bounds } from './span-marks.ts';
import { filled, type Sql, sql } from './sql.ts';

/** `FROM ... WHERE ...` that gives matching resources as `r`; `index` is given where their order is that of an index. */
export interface Source {
  from: Sql;
  /** The columns that the order of the index is made of: its value, if the order is by one, and the number. */
  index?: { value?: string; rid: string };
  /** The first sort value is absent in all of these. */
  absent?: true;
}

/** The sources that an index gives in the order that is asked for; undefined where none does. */
export function orderedSources(
  type: string,
  criteria: SearchExpression[],
  { equal, sort, current, bounds }: OrderedBy,
  compiler: SearchCompiler,
  names: Names,
): Source[] | undefined {
  const words = sort.length === 0 ? criteria.filter(isWord) : [];
  if (words.length) {
    const others = criteria.filter((c) => !isWord(c));
    return [byWords(words, compiler.filters(type, others, 'r'), current)];
  }
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
export interface OrderedBy {
  equal: Equality | undefined;
  sort: SortKey[];
  current: Sql;
  bounds: Bounds[];
}

type Equality = Extract<SearchExpression, { op: 'token' | 'reference' | 'reference-url' | 'uri' }>;

/** A criterion of one value, behind which an index has the resources in creation order. */
export function isInCreationOrder(expression: SearchExpression): expression is Equality {
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

function byWords(words: Word[], others: Sql, current: Sql): Source {
  const from = filled(
    'FROM text_index x CROSS JOIN resource r ON r.rid = x.rowid WHERE {} AND within_time() AND {} AND {}',
    wordCondition(words),
    current,
    others,
  );
  return { from, index: { rid: 'x.rowid' } };
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
