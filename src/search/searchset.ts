import type { CompiledSearch } from './compile-search.ts';
import { encodePlace, PAGE_PARAMETER } from './page.ts';
import type { SearchParameterText } from './parse-search.ts';
import type { SearchPage } from './search-page.ts';
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
  { query, used, selection }: CompiledSearch,
  page: SearchPage,
  baseUrl: string,
  subset: Subset,
): string {
  const cut = (text: string, mode: 'match' | 'include') =>
    selection && (mode === 'match' || selection.kind === 'summary') ? subset(text, selection) : text;
  const url = (parameters: SearchParameterText[]) => {
    const text = queryText(parameters);
    return `${baseUrl}/${query.type}${text ? `?${text}` : ''}`;
  };
  const links = [{ relation: 'self', url: url(used) }];
  if (page.next) {
    const first = used.filter((p) => p.code !== PAGE_PARAMETER);
    const next = { name: PAGE_PARAMETER, code: PAGE_PARAMETER, value: encodePlace(page.next) };
    links.push({ relation: 'next', url: url([...first, next]) });
  }
  const entries = page.entries.map(
    ({ type, id, text, mode }) =>
      `{"fullUrl":"${baseUrl}/${type}/${id}","resource":${cut(text, mode)},"search":{"mode":"${mode}"}}`,
  );
  const total = page.total === undefined ? '' : `,"total":${page.total}`;
  const entry = entries.length ? `,"entry":[${entries.join(',')}]` : '';
  return `{"resourceType":"Bundle","type":"searchset"${total},"link":${JSON.stringify(links)}${entry}}`;
}
