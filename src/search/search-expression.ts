import type { TimeSpan } from '#fhir/date-time.ts';

/** The prefixes of ordered values (search.html#prefix). */
export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

/**
 * How a span of time is asked for: by a prefix, or as one that holds the searched span whole (`co` of a filter), or
 * shares any of it (`po`); search_filter.html#ops.
 */
export type SpanRelation = Prefix | 'covers' | 'overlaps';

/**
 * How a string is compared: `exact` as it is written, the others by the folded text. `from` and `before` put it at or
 * behind the value, or before it, by code points.
 */
export type StringMatch = 'starts' | 'contains' | 'ends' | 'same' | 'from' | 'before' | 'exact';

/**
 * A number as searched: the value and the bounds of its implicit precision, `100` -> 99.5 up to 100.5; with `ap` those
 * of the approximation, a tenth of the number to either side.
 */
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
  /**
   * `system` undefined: any; null: the value must have none. `code` undefined: any code of the system; `codes`:
   * one of these, as a value set or a hierarchy of codes has them. `match`: `code` in any case of its ASCII letters,
   * or as the beginning.
   */
  | {
      op: 'token';
      parameter: string;
      system?: string | null;
      code?: string;
      match?: 'fold' | 'starts';
      codes?: string[];
    }
  | { op: 'string'; parameter: string; match: StringMatch; value: string }
  | { op: 'uri'; parameter: string; match: 'exact' | 'below' | 'above'; value: string }
  /** To one of `types` with this id, or with any. */
  | { op: 'reference'; parameter: string; types: string[]; id?: string; versionId?: string }
  /** To this absolute URL, or to one that begins with it. */
  | { op: 'reference-url'; parameter: string; url: string; match?: 'starts' }
  /**
   * To the resource of `type` with this id, or to one that stands below (above) it in the hierarchy that the reference
   * `along` of its own type makes (search.html#recursive).
   */
  | {
      op: 'hierarchy';
      parameter: string;
      type: string;
      id: string;
      along: string;
      direction: 'below' | 'above';
    }
  | { op: 'date'; parameter: string; prefix: SpanRelation; span: TimeSpan }
  | { op: 'number'; parameter: string; prefix: Prefix; range: NumberRange }
  | { op: 'quantity'; parameter: string; prefix: Prefix; range: NumberRange; system?: string; code?: string }
  /** The text of the resource has this word, or with `prefix` one that begins with it (see full-text/words-of.ts). */
  | { op: 'word'; parameter: '_text' | '_content'; word: string; prefix?: boolean }
  /** A value of `parameter` that does not meet `of`, which asks about the same parameter. */
  | { op: 'unequal'; parameter: string; of: EqualValueExpression }
  /** A place within `distance` metres of another, whose latitude and longitude are given in degrees. */
  | { op: 'near'; parameter: string; latitude: number; longitude: number; distance: number }
  /** One occurrence of a composite meets all of these, whose parameters are named by `componentOf`. */
  | { op: 'composite'; parameter: string; of: EqualValueExpression[] }
  /** A reference of `parameter` leads to a resource of one of `types` that matches `of`. */
  | { op: 'chain'; parameter: string; targets: { type: string; of: SearchExpression }[] }
  /** A resource of `type` that matches `of` refers here by its `parameter`. */
  | { op: 'has'; type: string; parameter: string; of: SearchExpression };

/** What one search value can answer. */
export type ValueExpression = EqualValueExpression | Extract<SearchExpression, { op: 'unequal' }>;

/** What one search value can answer, without the negation of it. */
export type EqualValueExpression = Extract<
  SearchExpression,
  { op: 'token' | 'string' | 'uri' | 'reference' | 'reference-url' | 'date' | 'number' | 'quantity' }
>;

/** The families of search values; each has its own index. */
export type IndexKind = 'token' | 'string' | 'uri' | 'reference' | 'date' | 'number' | 'quantity';

/**
 * One search value of a resource: what `index()` of its parameter type gives, kept beside the resource. The values
 * of one occurrence of a composite have the number of that occurrence. Those of a resource that is contained in it
 * tell which one, with its id as references have it (`#med`); they count for chains that lead there.
 */
export type IndexValue = SingleValue & { occurrence?: number; contained?: { type: string; id: string } };

type SingleValue =
  /** The words of the narrative or of the whole content, each once, separated by spaces. */
  | { kind: 'text'; parameter: '_text' | '_content'; words: string }
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

/**
 * One key of `_sort`. `id` and `lastUpdated` are keys of the resource itself; the values of a parameter may be
 * indexed as those of several others.
 */
export type SortKey =
  | { by: 'parameter'; parameters: string[]; kind: IndexKind; descending: boolean }
  | { by: 'id'; descending: boolean }
  | { by: 'last-updated'; descending: boolean };

/** One `_include` or `_revinclude` (search.html#include). */
export interface Include {
  reverse: boolean;
  /** The type that holds the reference. */
  sourceType: string;
  /** The references of the source type that are followed. */
  follows: FollowedReference[];
  iterate: boolean;
}

/** A reference that an include follows, as it is indexed. */
export interface FollowedReference {
  parameter: string;
  /** Only targets of this type count. */
  targetType?: string;
  /** The types that it may name by the canonical URL of the resource, with or without its version. */
  canonicalOf: string[];
}

/** Which resources are found among those that are contained in others (search.html#contained). */
export interface ContainedQuery {
  /** Resources of their own are found as well. */
  both: boolean;
  /** A match is given as the resource that contains it, or as itself. */
  give: 'container' | 'contained';
}

/** What resources of one type have to meet. */
export interface SearchTarget {
  type: string;
  where: SearchExpression;
}

/** A whole search: of one resource type, or of several at once. */
export interface SearchQuery {
  targets: SearchTarget[];
  sort: SortKey[];
  includes: Include[];
  /**
   * Looks among contained resources. There is no sort then but by place: of several in one container, by their ids,
   * which stand in a page's place behind the container's order when they are given as themselves.
   */
  contained?: ContainedQuery;
  /** Matches on a page; 0 asks for the count alone. */
  count: number;
  /** Count all matches, however many there are. */
  total: boolean;
  /** The page after this place, from `SearchPage.next`. */
  after?: PagePlace;
  /** The page before this place, from `SearchPage.previous`. */
  before?: PagePlace;
  /** Only resources that were not changed after this state, from `SearchPage.state`. */
  asOf?: number;
  /** Resources that includes may add; beyond it the store throws `too-costly`. */
  includeLimit: number;
  /**
   * What includes may add, type by type, for somebody who may not see everything: resources that meet the expression,
   * none of a type that is not there. Absent where everything may be seen.
   */
  visible?: Record<string, SearchExpression>;
}

/** Where a page ended, or began: the values of the sort keys of its match there, and its place in creation order. */
export interface PagePlace {
  sort: (string | number | null)[];
  order: number;
}
