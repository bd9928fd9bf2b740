import type { PagePlace } from './search-expression.ts';

/** One resource of a search result. */
export interface SearchEntry {
  type: string;
  id: string;
  text: string;
  mode: 'match' | 'include';
}

/** One page of a search. `next` is there when more matches follow; `total` when it was asked for or is known. */
export interface SearchPage {
  entries: SearchEntry[];
  total?: number;
  next?: PagePlace;
}
