import type { PageSeal } from './page-seal.ts';
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
export function encodePage(start: PageStart, pages: PageSeal): string {
  const [side, place] = 'after' in start ? ['a', start.after] : ['b', start.before];
  return pages.seal([side, start.asOf, start.total ?? null, place.order, ...place.sort]);
}

/** A start of a page as it is sealed. */
type Sealed = [
  side: 'a' | 'b',
  asOf: number,
  total: number | null,
  order: number,
  ...sort: PagePlace['sort'],
];

/** Where the page of a link begins; a 400 for anything that `encodePage` did not make for this search and these rights. */
export function decodePage(text: string, sortKeys: number, pages: PageSeal): PageStart {
  const sealed = pages.open(text);
  if (!Array.isArray(sealed) || sealed.length !== 4 + sortKeys) throw noPage(text);
  const [side, asOf, total, order, ...sort] = sealed as Sealed;
  const of = { asOf, ...(total === null ? {} : { total }) };
  return side === 'a' ? { after: { order, sort }, ...of } : { before: { order, sort }, ...of };
}

/** What is thrown for a page that is none: a 400. */
export const noPage = (text: string): Error =>
  searchError(
    `'${text.slice(0, 40)}' is no ${PAGE_PARAMETER} that this server made for this search and for who asks now; start again at the first page`,
    'http.html#paging',
  );
