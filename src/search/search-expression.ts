import type { TimeSpan } from '#fhir/date-time.ts';

/** The prefixes of ordered values (search.html#prefix). */
export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

/** A number as searched: the value and the bounds of its implicit precision, `100` -> 99.5 up to 100.5. */
export interface NumberRange {
  value: number;
  low: number;
  high: number;
}

/**
 * What a search asks for, as a value that every store compiles to its own query language. It is always
 * about resources of one type, given beside it; a `parameter` is the code of a SearchParameter of that type.
 * Chains and `_has` hold an expression about another type.
 */
export type SearchExpression =
  | { op: 'all'; of: SearchExpression[] }
  | { op: 'any'; of: SearchExpression[] }
  | { op: 'not'; of: SearchExpression }
  | { op: 'missing'; parameter: string; kind: IndexKind }
  | { op: 'id'; ids: string[] }
  | { op: 'last-updated'; prefix: Prefix; span: TimeSpan }
  /** `system` undefined: any; null: the value must have none. `code` undefined: any code of the system. */
  | { op: 'token'; parameter: string; system?: string | null; code?: string }
  | { op: 'string'; parameter: string; match: 'starts' | 'contains' | 'exact'; value: string }
  | { op: 'uri'; parameter: string; match: 'exact' | 'below' | 'above'; value: string }
  /** To one of `types` with this id, or (without types) to this absolute URL. */
  | { op: 'reference'; parameter: string; types: string[]; id: string; versionId?: string }
  | { op: 'reference-url'; parameter: string; url: string }
  | { op: 'date'; parameter: string; prefix: Prefix; span: TimeSpan }
  | { op: 'number'; parameter: string; prefix: Prefix; range: NumberRange }
  | { op: 'quantity'; parameter: string; prefix: Prefix; range: NumberRange; system?: string; code?: string }
  /** A reference of `parameter` leads to a resource of one of `types` that matches `of`. */
  | { op: 'chain'; parameter: string; targets: { type: string; of: SearchExpression }[] }
  /** A resource of `type` that matches `of` refers here by its `parameter`. */
  | { op: 'has'; type: string; parameter: string; of: SearchExpression };

/** The families of search values; each has its own index. */
export type IndexKind = 'token' | 'string' | 'uri' | 'reference' | 'date' | 'number' | 'quantity';

/** One search value of a resource: what `index()` of its parameter type gives, kept beside the resource. */
export type IndexValue =
  | { kind: 'token'; parameter: string; system: string | null; code: string | null }
  | { kind: 'string'; parameter: string; value: string; folded: string }
  | { kind: 'uri'; parameter: string; value: string }
  /** A literal reference has type and id; any other target (absolute URL, canonical) stands whole in `url`. */
  | { kind: 'reference'; parameter: string; type: string; id: string; versionId: string }
  | { kind: 'reference'; parameter: string; url: string }
  | { kind: 'date'; parameter: string; low: number; high: number }
  | { kind: 'number'; parameter: string; low: number; high: number }
  | {
      kind: 'quantity';
      parameter: string;
      low: number;
      high: number;
      system: string | null;
      code: string | null;
      unit: string | null;
    };

/** One key of `_sort`. `id` and `lastUpdated` are keys of the resource itself. */
export type SortKey =
  | { by: 'parameter'; parameter: string; kind: IndexKind; descending: boolean }
  | { by: 'id'; descending: boolean }
  | { by: 'last-updated'; descending: boolean };

/** One `_include` or `_revinclude` (search.html#include). */
export interface Include {
  reverse: boolean;
  /** The type that holds the reference. */
  sourceType: string;
  /** The reference parameters of the source type that are followed. */
  parameters: string[];
  /** Only targets of this type. */
  targetType?: string;
  iterate: boolean;
}

/** A whole search of one resource type. */
export interface SearchQuery {
  type: string;
  where: SearchExpression;
  sort: SortKey[];
  includes: Include[];
  /** Matches on a page; 0 asks for the count alone. */
  count: number;
  /** Count all matches, however many there are. */
  total: boolean;
  /** The page after this place, from `SearchPage.next`. */
  after?: PagePlace;
  /** Resources that includes may add; beyond it the store throws `too-costly`. */
  includeLimit: number;
}

/** Where a page ended: the values of the sort keys of its last match, and its place in creation order. */
export interface PagePlace {
  sort: (string | number | null)[];
  order: number;
}
