import type { AskedRequest } from './audited-request.ts';

/** Characters of a request that are kept; what is longer was made to be long. */
const LONGEST = 8192;

/**
 * What was asked, as it came: method, path and parameters. Of a body only the form of a search: others hold resources,
 * which are no part of the log.
 */
export function askedText({ method, path, query, body, url = urlOf(path, query) }: AskedRequest): string {
  const isSearch = path.at(-1) === '_search' && typeof body === 'string';
  const text = isSearch ? `${method} ${url}\n\n${body}` : `${method} ${url}`;
  return text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST)}\n(${text.length - LONGEST} more characters)`;
}

/** The URL of an entry of a batch. */
function urlOf(path: string[], query: string): string {
  return `/${path.map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}`;
}
