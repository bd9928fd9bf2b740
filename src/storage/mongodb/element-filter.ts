/** A condition of MongoDB's query language on a document. */
export type DocumentFilter = Record<string, unknown>;

/** Operators on one member; a searched value stands only ever behind an operator, so it cannot be one. */
export type Operators = Record<`$${string}`, unknown>;

/** Conditions on the members of one search value, all to be met by the same value. */
export type ElementFilter = Record<string, Operators>;

/** Meets no document. */
export const NOTHING: DocumentFilter = { _id: { $in: [] } };

/** One filter for all of these. */
export function allOf(filters: DocumentFilter[]): DocumentFilter {
  return filters.length === 1 ? (filters[0] as DocumentFilter) : filters.length ? { $and: filters } : {};
}

/** One filter for any of these. */
export function anyOf(filters: DocumentFilter[]): DocumentFilter {
  return filters.length === 1 ? (filters[0] as DocumentFilter) : filters.length ? { $or: filters } : NOTHING;
}

/** A search value at `path`, single or in an array, that meets one of the alternatives. */
export function elementFilter(path: string, alternatives: ElementFilter[]): DocumentFilter {
  return anyOf(alternatives.map((alternative) => alternativeFilter(path, alternative)));
}

/** A search value at `path`, single or in an array, that meets none of the alternatives. */
export function unequalFilter(path: string, alternatives: ElementFilter[]): DocumentFilter {
  return anyOf([
    {
      [`${path}.0`]: { $exists: false },
      [path]: { $exists: true },
      $nor: alternatives.map((alternative) => dottedFilter(path, alternative)),
    },
    { [path]: { $elemMatch: { $nor: alternatives } } },
  ]);
}

const dottedFilter = (path: string, alternative: ElementFilter): DocumentFilter =>
  Object.fromEntries(
    Object.entries(alternative).map(([member, operators]) => [`${path}.${member}`, operators]),
  );

/**
 * Dotted members reach into a single value and into arrays alike, and the indexes are on them. With more
 * than one operator an array could meet them by different values: there, one value has to meet them all.
 */
function alternativeFilter(path: string, alternative: ElementFilter): DocumentFilter {
  const members = Object.entries(alternative);
  const dotted = dottedFilter(path, alternative);
  if (members.reduce((n, [, operators]) => n + Object.keys(operators).length, 0) === 1) return dotted;
  const sameValue = [{ [`${path}.0`]: { $exists: false } }, { [path]: { $elemMatch: alternative } }];
  return { ...dotted, $or: sameValue };
}
