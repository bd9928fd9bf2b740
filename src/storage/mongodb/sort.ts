import type { Document } from 'mongodb';
import type { PagePlace, SearchQuery, SortKey } from '#search/search-expression.ts';
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

/** A part of a search that says in which order its page is, and where the page begins. */
type Paged = Pick<SearchQuery, 'sort' | 'after' | 'before'>;

function sortPaths(key: SortKey): string[] {
  if (key.by === 'id') return ['_id'];
  if (key.by === 'last-updated') return ['lastUpdated'];
  return key.parameters.map((parameter) => `${searchPath(key.kind, parameter)}.${ORDER_MEMBER[key.kind]}`);
}

const firstPath = (key: SortKey): string => sortPaths(key)[0] as string;

/** Of several values of a resource the smallest counts in ascending and the largest in descending order. */
function sortValueOf(key: SortKey): Document {
  const least = key.descending ? '$max' : '$min';
  const paths = sortPaths(key);
  if (paths.length === 1) return { [least]: `$${paths[0]}` };
  return { [least]: paths.map((path) => ({ [least]: `$${path}` })) };
}

/**
 * The stages that leave the first `limit` documents of a page in the order of the keys, with their sort values
 * (search.html#sort): without a value a resource comes last in either direction; creation order decides among
 * equals, in the direction of the first key.
 */
export function pageStages({ sort: keys, after, before }: Paged, limit: number): Document[] {
  const reversed = before !== undefined;
  const place = before ?? after;
  const values = Object.fromEntries(keys.map((key, i) => [`s${i}`, sortValueOf(key)]));
  const setValues = keys.length ? [{ $set: { sorted: values } }] : [];
  const last = directionOf(keys[0]?.descending ?? false, reversed);
  if (inIndexOrder(keys, reversed)) {
    const order = Object.fromEntries(
      keys.map((key) => [firstPath(key), directionOf(key.descending, reversed)]),
    );
    const beyond = place ? [{ $match: beyondInIndex(keys, place, reversed) }] : [];
    return [...beyond, { $sort: { ...order, order: last } }, { $limit: limit }, ...setValues];
  }
  const absent = Object.fromEntries(
    keys.map((_, i) => [`a${i}`, { $eq: [{ $ifNull: [`$sorted.s${i}`, null] }, null] }]),
  );
  const beyond = place ? [{ $match: beyondValues(keys, place, reversed) }] : [];
  return [
    ...setValues,
    { $set: { absent } },
    ...beyond,
    { $sort: orderOf(keys, reversed) },
    { $limit: limit },
  ];
}

const directionOf = (descending: boolean, reversed: boolean): 1 | -1 => (descending !== reversed ? -1 : 1);

function orderOf(keys: SortKey[], reversed: boolean): Record<string, 1 | -1> {
  const order: Record<string, 1 | -1> = {};
  keys.forEach((key, i) => {
    order[`absent.a${i}`] = reversed ? -1 : 1;
    order[`sorted.s${i}`] = directionOf(key.descending, reversed);
  });
  return { ...order, order: directionOf(keys[0]?.descending ?? false, reversed) };
}

/** The pages of several types, merged: each part has its sort values, and the order is the same in all. */
export function mergeStages({ sort, before }: Paged, limit: number): Document[] {
  const reversed = before !== undefined;
  const absent = Object.fromEntries(
    sort.map((_, i) => [`a${i}`, { $eq: [{ $ifNull: [`$sorted.s${i}`, null] }, null] }]),
  );
  return [
    ...(sort.length ? [{ $set: { absent } }] : []),
    { $sort: orderOf(sort, reversed) },
    { $limit: limit },
  ];
}

/**
 * Whether MongoDB's own order is the one wanted, so that an index can give it: absent values are its least. Backwards
 * it would go by another value of those that have several.
 */
function inIndexOrder(keys: SortKey[], reversed: boolean): boolean {
  const parameters = keys.filter((key) => key.by === 'parameter');
  if (!parameters.length) return true;
  const [only] = parameters;
  return !reversed && parameters.length === 1 && only?.descending === true && only.parameters.length === 1;
}

/** The documents beyond a place in the order of an index. */
function beyondInIndex(keys: SortKey[], place: PagePlace, reversed: boolean): DocumentFilter {
  const alternatives: DocumentFilter[] = [];
  const equal: DocumentFilter[] = [];
  keys.forEach((key, i) => {
    const value = sortValue(key, place.sort[i] ?? null);
    const path = firstPath(key);
    if (value === null) {
      equal.push({ [path]: { $exists: false } });
      return;
    }
    // "Not up to it" instead of "beyond it": all values of an array are beyond, or there is none at all.
    const [upTo, before] = key.descending ? ['$gte', '$gt'] : ['$lte', '$lt'];
    const operator = key.descending !== reversed ? '$lt' : '$gt';
    const beyond = reversed
      ? { [path]: { [operator]: value } }
      : { [path]: { $not: { [upTo as string]: value } } };
    alternatives.push(allOf([...equal, beyond]));
    equal.push({ [path]: { $eq: value, $not: { [before as string]: value } } });
  });
  alternatives.push(allOf([...equal, beyondOrder(keys, place, reversed)]));
  return anyOf(alternatives);
}

/** The documents beyond a place, by the sort values that were computed for them. */
function beyondValues(keys: SortKey[], place: PagePlace, reversed: boolean): DocumentFilter {
  const alternatives: DocumentFilter[] = [];
  const equal: DocumentFilter[] = [];
  keys.forEach((key, i) => {
    const value = sortValue(key, place.sort[i] ?? null);
    const [path, absent] = [`sorted.s${i}`, `absent.a${i}`];
    if (value === null) {
      if (reversed) alternatives.push(allOf([...equal, { [absent]: { $eq: false } }]));
      equal.push({ [absent]: { $eq: true } });
      return;
    }
    const operator = key.descending !== reversed ? '$lt' : '$gt';
    const beyond = { [path]: { [operator]: value }, [absent]: { $eq: false } };
    alternatives.push(allOf([...equal, beyond]));
    if (!reversed) alternatives.push(allOf([...equal, { [absent]: { $eq: true } }]));
    equal.push({ [path]: { $eq: value } });
  });
  alternatives.push(allOf([...equal, beyondOrder(keys, place, reversed)]));
  return anyOf(alternatives);
}

function beyondOrder(keys: SortKey[], { order }: PagePlace, reversed: boolean): DocumentFilter {
  const descending = directionOf(keys[0]?.descending ?? false, reversed) === -1;
  return { order: { [descending ? '$lt' : '$gt']: order } };
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
