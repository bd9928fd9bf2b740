import { refuse } from '#fhir/operation-outcome.ts';
import { findParameter, type SearchContext } from './compile-parameter.ts';
import { indexKind } from './index-kind.ts';
import { indexedAs } from './indexed-as.ts';
import { searchError } from './search-error.ts';
import type { SortKey } from './search-expression.ts';

/** Each key is a look-up for every match, and a place in every link to a next page. */
const MOST_KEYS = 16;

/** `_sort=-date,code` -> sort keys (search.html#sort). Throws a 400 for a parameter that is not there. */
export function compileSort(types: string[], value: string, context: SearchContext): SortKey[] {
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
    const [type = ''] = types;
    const definition = findParameter(type, code, context);
    const kind = indexKind(definition);
    if (!kind)
      throw searchError(
        `${type}.${code} is a ${definition.type} parameter, which has no order`,
        'search.html#sort',
      );
    const { parameters } = indexedAs(context.parameters, type, definition);
    for (const other of types) {
      const same = findParameter(other, code, context);
      const places = indexedAs(context.parameters, other, same).parameters;
      if (indexKind(same) !== kind || places.join() !== parameters.join())
        throw searchError(
          `${code} of ${other} has not the order of ${code} of ${type}; sort one of the types at a time, by _type`,
          'search.html#sort',
        );
    }
    return { by: 'parameter', parameters, kind, descending };
  });
}
