import { searchError } from './search-error.ts';
import type { PagePlace } from './search-expression.ts';

/** The parameter of page links that says where the page begins; clients take it as it is (http.html#paging). */
export const PAGE_PARAMETER = '_page';

/** A page after a place, or before it, of the state that the first page saw. */
export type PageStart = ({ after: PagePlace } | { before: PagePlace }) & {
  asOf: number;
  /** How many matches there were then, where it was asked. */
  total?: number;
};

/** Where a page begins as opaque text for a link. */
export function encodePage(start: PageStart): string {
  const [side, place] = 'after' in start ? ['a', start.after] : ['b', start.before];
  return Buffer.from(
    JSON.stringify([side, start.asOf, start.total ?? null, place.order, ...place.sort]),
  ).toString('base64url');
}

/** Where the page of a link begins; a 400 for anything that `encodePage` did not make. */
export function decodePage(text: string, sortKeys: number): PageStart {
  try {
    const [side, asOf, total, order, ...sort] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
      string,
      number,
      number | null,
      number,
      ...(string | number | null)[],
    ];
    const scalar = sort.every((v) => v === null || typeof v === 'number' || typeof v === 'string');
    const counted = total === null || Number.isSafeInteger(total);
    const whole = Number.isSafeInteger(order) && Number.isSafeInteger(asOf) && counted;
    if (whole && sort.length === sortKeys && scalar) {
      const of = { asOf, ...(total === null ? {} : { total }) };
      if (side === 'a') return { after: { order, sort }, ...of };
      if (side === 'b') return { before: { order, sort }, ...of };
    }
  } catch {
    // Not base64 of JSON: the same refusal as for JSON of another shape.
  }
  throw searchError(
    `'${text.slice(0, 40)}' is no ${PAGE_PARAMETER} of this search; start again at the first page`,
    'http.html#paging',
  );
}
