import type { IndexKind, IndexValue } from '#search/search-expression.ts';

/** A search value beside its resource; several values of one parameter are an array of these. */
export type SearchValue = Record<string, string | number>;

/** The search values of a resource by kind and parameter: `search.token.code` is `{ system, code }`. */
export type SearchDocument = Partial<Record<IndexKind, Record<string, SearchValue | SearchValue[]>>>;

/** The place of a parameter's values in a document. Parameters are codes of SearchParameters, never a client's text. */
export const searchPath = (kind: IndexKind, parameter: string): string => `search.${kind}.${parameter}`;

/** Where a literal reference leads, as it stands in the documents. */
export const targetOf = (type: string, id: string): string => `${type}/${id}`;

/** The search values of a resource as they are stored; a value that occurs twice is kept once. */
export function searchDocument(index: IndexValue[]): SearchDocument {
  const lists = new Map<string, { kind: IndexKind; parameter: string; values: Map<string, SearchValue> }>();
  for (const value of index) {
    const { kind, parameter } = value;
    const path = searchPath(kind, parameter);
    const list = lists.get(path) ?? { kind, parameter, values: new Map() };
    lists.set(path, list);
    const stored = searchValue(value);
    list.values.set(JSON.stringify(stored), stored);
  }
  const document: SearchDocument = {};
  for (const { kind, parameter, values } of lists.values()) {
    const [first, ...more] = values.values();
    document[kind] ??= {};
    // One value is no array, so that an index may hold it together with another parameter that has many.
    document[kind][parameter] = more.length ? [...values.values()] : (first as SearchValue);
  }
  return document;
}

function searchValue(value: IndexValue): SearchValue {
  switch (value.kind) {
    case 'token':
      return given({ system: value.system, code: value.code });
    case 'string':
      return { folded: value.folded, value: value.value };
    case 'uri':
      return { value: value.value };
    case 'reference':
      if ('url' in value) return { target: value.url };
      return given({ target: targetOf(value.type, value.id), version: value.versionId || null });
    case 'date':
    case 'number':
      return { low: value.low, high: value.high };
    case 'quantity': {
      const { low, high, system, code, unit } = value;
      return given({ low, high, system, code, unit });
    }
  }
}

function given(members: Record<string, string | number | null>): SearchValue {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null)) as SearchValue;
}
