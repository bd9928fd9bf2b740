import { searchError } from './search-error.ts';
import type { PagePlace } from './search-expression.ts';

/** The parameter of next links that says where the last page ended; clients take it as it is (http.html#paging). */
export const PAGE_PARAMETER = '_page';

/** A place as opaque text for a link. */
export function encodePlace(place: PagePlace): string {
  return Buffer.from(JSON.stringify([place.order, ...place.sort])).toString('base64url');
}

/** The place in a link; a 400 for anything that `encodePlace` did not make. */
export function decodePlace(text: string, sortKeys: number): PagePlace {
  try {
    const [order, ...sort] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
      number,
      ...(string | number | null)[],
    ];
    const scalar = sort.every((v) => v === null || typeof v === 'number' || typeof v === 'string');
    if (Number.isSafeInteger(order) && sort.length === sortKeys && scalar) return { order, sort };
  } catch {
    // Not base64 of JSON: the same refusal as for JSON of another shape.
  }
  throw searchError(
    `'${text.slice(0, 40)}' is no ${PAGE_PARAMETER} of this search; start again at the first page`,
    'http.html#paging',
  );
}
