import { type FhirError, refuse } from '#fhir/operation-outcome.ts';
import type { PagePlace } from './search-expression.ts';

/**
 * One resource of a search result; an `outcome` tells about the result and has no id. With `contained` the text is that
 * of the resource with this id which `type` and `id` contain.
 */
export interface SearchEntry {
  type: string;
  id: string;
  text: string;
  mode: 'match' | 'include' | 'outcome';
  contained?: string;
}

/**
 * One page of a search. `next` is there when more matches follow, `previous` when some may come before; `total`
 * when it was asked for or is known.
 */
export interface SearchPage {
  entries: SearchEntry[];
  total?: number;
  next?: PagePlace;
  previous?: PagePlace;
  /** The places of the matches, in their order; of a plain search of resources. */
  places?: PagePlace[];
  /** The state of the store that was seen: its last place in commit order. Given where another page follows. */
  state?: number;
}

/** The refusal of a page that would not hold all that it includes: nothing is left out in silence. */
export function includedTooMuch(limit: number): FhirError {
  return refuse(
    400,
    'too-costly',
    `_include and _revinclude add more than ${limit} resources to this page; ask for fewer matches with _count`,
    { source: 'search.html#include' },
  );
}
