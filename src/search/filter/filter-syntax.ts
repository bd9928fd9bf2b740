/** The operators of a test (search_filter.html#ops). */
export const OPERATORS = [
  'eq',
  'ne',
  'co',
  'sw',
  'ew',
  'gt',
  'lt',
  'ge',
  'le',
  'ap',
  'sa',
  'eb',
  'pr',
  'po',
  'ss',
  'sb',
  'in',
  'ni',
  're',
] as const;

export type Operator = (typeof OPERATORS)[number];

/** One name of a path: a search parameter, or with a filter in brackets what it leads to. */
export interface PathStep {
  name: string;
  /** The type that a reference leads to, as in `subject:Patient.name`. */
  type?: string;
  filter?: Filter;
  /** Where it stands in the text. */
  at: number;
}

/** `path operator value`. */
export interface FilterTest {
  kind: 'test';
  path: PathStep[];
  operator: Operator;
  value: string;
  /** Where the path stands in the text. */
  at: number;
}

/** A filter as a tree. Positions are counted from 0. */
export type Filter =
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; of: Filter }
  | FilterTest;
