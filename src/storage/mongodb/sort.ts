import type { Document } from 'mongodb';
import type { PagePlace, SortKey } from '#search/search-expression.ts';
import { allOf, anyOf, type DocumentFilter } from './element-filter.ts';
import { searchPath } from './search-document.ts';

/** The member of each kind of search value that gives its order. */
const ORDER_MEMBER = {
  token: 'code',
  string: 'folded',
  uri: 'value',
  reference: 'target',
  date: 'low',
  number: 'low',
  quantity: 'low',
};

/** The sort values of a found document, as `sorted.s0`, `sorted.s1`, ... */
export type SortValues = Record<string, string | number | Date | null>;

function sortPath(key: SortKey): string {
  if (key.by === 'id') return '_id';
  if (key.by === 'last-updated') return 'lastUpdated';
  return `${searchPath(key.kind, key.parameter)}.${ORDER_MEMBER[key.kind]}`;
}

/**
 * The stages that leave the first `limit` documents in the order of the keys, with their sort values. Of
 * several values of a resource the smallest counts in ascending and the largest in descending order
 * (search.html#sort); without a value it comes last in either; creation order decides among equals.
 */
export function sortStages(keys: SortKey[], limit: number): Document[] {
  const values = Object.fromEntries(
    keys.map((key, i) => [`s${i}`, { [key.descending ? '$max' : '$min']: `$${sortPath(key)}` }]),
  );
  const setValues = keys.length ? [{ $set: { sorted: values } }] : [];
  if (inIndexOrder(keys)) {
    const order = Object.fromEntries(keys.map((key) => [sortPath(key), key.descending ? -1 : 1]));
    return [{ $sort: { ...order, order: 1 } }, { $limit: limit }, ...setValues];
  }
  const order: Record<string, 1 | -1> = {};
  const absent: Document = {};
  keys.forEach((key, i) => {
    absent[`a${i}`] = { $eq: [{ $type: `$${sortPath(key)}` }, 'missing'] };
    order[`absent.a${i}`] = 1;
    order[`sorted.s${i}`] = key.descending ? -1 : 1;
  });
  return [...setValues, { $set: { absent } }, { $sort: { ...order, order: 1 } }, { $limit: limit }];
}

/** Whether MongoDB's own order is the one wanted, so that an index can give it: absent values are its least. */
function inIndexOrder(keys: SortKey[]): boolean {
  const parameters = keys.filter((key) => key.by === 'parameter');
  return parameters.length === 0 || (parameters.length === 1 && parameters[0]?.descending === true);
}

/** The documents behind a place in that order. */
export function afterPlace(keys: SortKey[], place: PagePlace | undefined): DocumentFilter {
  if (!place) return {};
  const alternatives: DocumentFilter[] = [];
  const equal: DocumentFilter[] = [];
  keys.forEach((key, i) => {
    const value = sortValue(key, place.sort[i] ?? null);
    const path = sortPath(key);
    if (value === null) {
      equal.push({ [path]: { $exists: false } });
      return;
    }
    // "Not up to it" instead of "beyond it": all values of an array are beyond, or there is none at all.
    const [upTo, before] = key.descending ? ['$gte', '$gt'] : ['$lte', '$lt'];
    alternatives.push(allOf([...equal, { [path]: { $not: { [upTo as string]: value } } }]));
    equal.push({ [path]: { $eq: value, $not: { [before as string]: value } } });
  });
  alternatives.push(allOf([...equal, { order: { $gt: place.order } }]));
  return anyOf(alternatives);
}

function sortValue(key: SortKey, value: string | number | null): string | number | Date | null {
  return key.by === 'last-updated' && value !== null ? new Date(value) : value;
}

/** The place of a found document in that order. */
export function placeOf(keys: SortKey[], document: { order: number; sorted?: SortValues }): PagePlace {
  const sort = keys.map((_, i) => {
    const value = document.sorted?.[`s${i}`] ?? null;
    return value instanceof Date ? value.getTime() : value;
  });
  return { order: document.order, sort };
}
