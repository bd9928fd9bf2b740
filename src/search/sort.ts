import { refuse } from '#fhir/operation-outcome.ts';
import { findParameter, type SearchContext } from './compile-parameter.ts';
import type { IndexKind, SortKey } from './search-expression.ts';
import { indexKind } from './supported-parameter.ts';

/** Each key is a look-up for every match, and a place in every link to a next page. */
const MOST_KEYS = 16;

/** `_sort=-date,code` -> sort keys (search.html#sort). Throws a 400 for a parameter that is not there. */
export function compileSort(type: string, value: string, context: SearchContext): SortKey[] {
  const parts = value.split(',');
  if (parts.length > MOST_KEYS)
    throw refuse(400, 'too-costly', `_sort has ${parts.length} keys; at most ${MOST_KEYS} were expected`, {
      source: 'search.html#sort',
    });
  return parts.map((part) => {
    const descending = part.startsWith('-');
    const code = descending ? part.slice(1) : part;
    if (code === '_id') return { by: 'id', descending };
    if (code === '_lastUpdated') return { by: 'last-updated', descending };
    const definition = findParameter(type, code, context);
    return { by: 'parameter', parameter: code, kind: indexKind(definition) as IndexKind, descending };
  });
}
