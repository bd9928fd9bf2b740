import type { IndexKind, IndexValue } from '#search/search-expression.ts';

/** A search value beside its resource; several values of one parameter are an array of these. */
export type SearchValue = { [member: string]: string | number | SearchValue };

/** The families of search values; a composite has the values of its components together. */
type Family = IndexKind | 'composite';

/** The search values of a resource by kind and parameter: `search.token.code` is `{ system, code }`; and its words. */
export type SearchDocument = Partial<Record<Family, Record<string, SearchValue | SearchValue[]>>> & {
  words?: { [parameter in '_text' | '_content']?: string[] };
};

/** The place of a parameter's values in a document. Parameters are codes of SearchParameters, never a client's text. */
export const searchPath = (kind: Family, parameter: string): string => `search.${kind}.${parameter}`;

/** The place of a resource's words. */
export const wordsPath = (parameter: '_text' | '_content'): string => `search.words.${parameter}`;

/** The member of a composite's value that holds one of its components. */
export const componentMember = (position: number): string => `c${position}`;

/** Where a literal reference leads, as it stands in the documents. */
export const targetOf = (type: string, id: string): string => `${type}/${id}`;

/** Values of one composite or component that one occurrence may have before they are no longer combined. */
const MOST_COMBINED = 1000;

/**
 * The search values of the resource `owner` (`Type/id`) as they are stored; a value that occurs twice is kept once.
 * A reference to a contained resource leads to that one's own document, which is named by its container.
 */
export function searchDocument(index: IndexValue[], owner: string): SearchDocument {
  const lists = new Map<string, { family: Family; parameter: string; values: Map<string, SearchValue> }>();
  const add = (family: Family, parameter: string, stored: SearchValue) => {
    const path = searchPath(family, parameter);
    const list = lists.get(path) ?? { family, parameter, values: new Map() };
    lists.set(path, list);
    list.values.set(JSON.stringify(stored), stored);
  };
  const document: SearchDocument = {};
  for (const value of index) {
    if (value.kind === 'text')
      document.words = { ...document.words, [value.parameter]: value.words.split(' ') };
    else if (value.occurrence === undefined) add(value.kind, value.parameter, searchValue(value, owner));
  }
  for (const [parameter, values] of composites(index, owner))
    for (const value of values) add('composite', parameter, value);
  for (const { family, parameter, values } of lists.values()) {
    const [first, ...more] = values.values();
    document[family] ??= {};
    // One value is no array, so that an index may hold it together with another parameter that has many.
    document[family][parameter] = more.length ? [...values.values()] : (first as SearchValue);
  }
  return document;
}

/** Each composite with its values: of one occurrence every combination of the values of its components. */
function composites(index: IndexValue[], owner: string): Map<string, SearchValue[]> {
  const occurrences = new Map<string, Map<string, SearchValue[]>>();
  for (const value of index) {
    if (value.kind === 'text' || value.occurrence === undefined) continue;
    const [parameter = '', position = ''] = value.parameter.split('$');
    const key = `${parameter} ${value.occurrence}`;
    const parts = occurrences.get(key) ?? new Map<string, SearchValue[]>();
    occurrences.set(key, parts);
    const member = componentMember(Number(position));
    parts.set(member, [...(parts.get(member) ?? []), searchValue(value, owner)]);
  }
  const found = new Map<string, SearchValue[]>();
  for (const [key, parts] of occurrences) {
    const parameter = key.slice(0, key.indexOf(' '));
    let combined: SearchValue[] = [{}];
    for (const [member, values] of parts)
      combined = combined
        .flatMap((one) => values.map((value) => ({ ...one, [member]: value })))
        .slice(0, MOST_COMBINED);
    found.set(parameter, [...(found.get(parameter) ?? []), ...combined]);
  }
  return found;
}

function searchValue(value: Exclude<IndexValue, { kind: 'text' }>, owner: string): SearchValue {
  switch (value.kind) {
    case 'token':
      return given({ system: value.system, code: value.code });
    case 'string':
      return { folded: value.folded, value: value.value };
    case 'uri':
      return { value: value.value };
    case 'reference':
      if ('url' in value) return { target: value.url.startsWith('#') ? `${owner}${value.url}` : value.url };
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
