import type { SearchContext } from './compile-parameter.ts';
import type { CompiledSearch } from './compile-search.ts';
import { encodePage, PAGE_PARAMETER, type PageStart } from './page.ts';
import type { SearchParameterText } from './parse-search.ts';
import type { SearchEntry, SearchPage } from './search-page.ts';
import type { Subset } from './subset.ts';

function queryText(parameters: SearchParameterText[]): string {
  return parameters.map(({ name, value }) => `${encodeName(name)}=${encodeURIComponent(value)}`).join('&');
}

/** Colons and dots of a name stay readable. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll('%3A', ':');
}

/**
 * The searchset Bundle of a page as JSON text (search.html#2.21.1.2): the stored texts go in as they are,
 * so that decimals keep theirs. The self link shows the parameters that were used.
 */
export function searchset(
  {
    path,
    used,
    selection,
    query,
  }: Pick<CompiledSearch, 'path' | 'used' | 'selection'> & { query?: { asOf?: number } },
  page: SearchPage,
  { baseUrl, pages }: Pick<SearchContext, 'baseUrl' | 'pages'>,
  subset: Subset,
): string {
  const cut = (text: string, mode: SearchEntry['mode']) =>
    selection && (mode === 'match' || selection.kind === 'summary') ? subset(text, selection) : text;
  const url = (parameters: SearchParameterText[]) => {
    const text = queryText(parameters);
    return `${path ? `${baseUrl}/${path}` : baseUrl}${text ? `?${text}` : ''}`;
  };
  const first = used.filter((p) => p.code !== PAGE_PARAMETER);
  const pageAt = (start: PageStart) =>
    url([...first, { name: PAGE_PARAMETER, code: PAGE_PARAMETER, value: encodePage(start, pages) }]);
  const links = [{ relation: 'self', url: url(used) }];
  if (first.length !== used.length) links.push({ relation: 'first', url: url(first) });
  const asOf = query?.asOf ?? page.state ?? 0;
  const of = { asOf, ...(page.total === undefined ? {} : { total: page.total }) };
  if (page.previous) links.push({ relation: 'previous', url: pageAt({ before: page.previous, ...of }) });
  if (page.next) links.push({ relation: 'next', url: pageAt({ after: page.next, ...of }) });
  const entries = page.entries.map(
    ({ type, id, text, mode, contained }) =>
      `{${mode === 'outcome' ? '' : `"fullUrl":"${baseUrl}/${type}/${id}${contained ? `#${contained}` : ''}",`}"resource":${cut(text, mode)},"search":{"mode":"${mode}"}}`,
  );
  const total = page.total === undefined ? '' : `,"total":${page.total}`;
  const entry = entries.length ? `,"entry":[${entries.join(',')}]` : '';
  return `{"resourceType":"Bundle","type":"searchset"${total},"link":${JSON.stringify(links)}${entry}}`;
}
