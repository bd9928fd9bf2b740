import type { IndexKind } from '#search/search-expression.ts';

/** The columns of an index table: those of the value that order it, and those that only tell more of it. */
interface Columns {
  ordering: string[];
  telling: string[];
}

/** A target outside this server has an empty type, and its whole URL for an id. */
const COLUMNS: Record<IndexKind, Columns> = {
  token: { ordering: ['code TEXT'], telling: ['system INTEGER'] },
  string: { ordering: ['folded TEXT'], telling: ['value TEXT'] },
  uri: { ordering: ['value TEXT'], telling: [] },
  reference: { ordering: ['target_id TEXT'], telling: ['target_type TEXT', 'target_version TEXT'] },
  date: { ordering: ['low REAL'], telling: ['high REAL'] },
  number: { ordering: ['low REAL'], telling: ['high REAL'] },
  quantity: {
    ordering: ['low REAL'],
    telling: ['high REAL', 'system INTEGER', 'code TEXT', 'unit TEXT'],
  },
};

/** The kinds of index. */
export const INDEX_KINDS = Object.keys(COLUMNS) as IndexKind[];

/** Kinds whose values are spans, looked for from either end. */
const SPANS = new Set<IndexKind>(['date', 'number', 'quantity']);

const nameOf = (column: string): string => column.split(' ')[0] as string;

/**
 * Every index table is clustered by value and then by resource: equal values come in creation order, which is the
 * order of pages. A second index by resource serves the other criteria of a search, and takes a resource's values
 * out. The parts of composites have tables of their own, with the number of the occurrence behind the resource.
 */
function table(kind: IndexKind, composite: boolean): string {
  const { ordering, telling } = COLUMNS[kind];
  const name = composite ? `${kind}_part` : `${kind}_index`;
  const byResource = composite ? `${kind}_part_by_resource` : `${kind}_by_resource`;
  const columns = [
    'parameter INTEGER',
    ...ordering,
    'rid INTEGER',
    ...(composite ? ['occurrence INTEGER'] : []),
    ...telling,
  ];
  const values = [...ordering, ...telling].map(nameOf);
  const own = composite ? ['rid', 'occurrence', 'parameter'] : ['rid', 'parameter'];
  const indexes = [`CREATE INDEX ${byResource} ON ${name} (${[...own, ...values].join(', ')});`];
  if (SPANS.has(kind) && !composite)
    indexes.push(
      `CREATE INDEX ${kind}_by_high ON ${name} (parameter, high, low, rid${telling
        .slice(1)
        .map((c) => `, ${nameOf(c)}`)
        .join('')});`,
    );
  return `CREATE TABLE ${name} (
  ${columns.map((column) => `${column} NOT NULL`).join(', ')},
  PRIMARY KEY (${columns.map(nameOf).join(', ')})
) STRICT, WITHOUT ROWID;
${indexes.join('\n')}
`;
}

/** The words of a resource, by its number; the words come ready, so that the tokenizer only takes them apart. */
const FULL_TEXT = `CREATE VIRTUAL TABLE text_index USING fts5(
  narrative, content, content='', contentless_delete=1, detail=column, tokenize="unicode61 remove_diacritics 0"
);`;

/** The statements that make all index tables. */
export const INDEXES: string = [
  ...INDEX_KINDS.flatMap((kind) => [table(kind, false), table(kind, true)]),
  FULL_TEXT,
].join('\n');
