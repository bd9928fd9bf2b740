import type { Reply, ReplyEntry, ServerForTests } from '../../server-for-tests.ts';

/** What all pages of an answer hold together, as `Type/id`. */
export interface AllPages {
  matches: string[];
  /** Sorted, each once, however many pages have it. */
  included: string[];
  outcomes: unknown[];
  pages: Reply[];
}

const keysOf = (entries: ReplyEntry[], mode: string): string[] =>
  entries
    .filter(({ search }) => search?.mode === mode)
    .map(({ resource }) => `${resource?.resourceType}/${resource?.id}`);

/** Follows the next links of a Bundle to the end; every page must be a searchset. */
export async function allPages(server: ServerForTests, path: string): Promise<AllPages> {
  const pages: Reply[] = [];
  for (let next: string | undefined = path; next; next = pages.at(-1)?.link('next')) {
    const page = await server.get(next);
    if (page.status !== 200) throw new Error(`${next}: ${page.status} ${page.issues[0]?.diagnostics}`);
    if (page.resource.type !== 'searchset') throw new Error(`${next} is a ${page.resource.type}`);
    pages.push(page);
  }
  const entries = pages.flatMap((page) => page.entries);
  return {
    matches: keysOf(entries, 'match'),
    included: [...new Set(keysOf(entries, 'include'))].sort(),
    outcomes: entries.filter(({ search }) => search?.mode === 'outcome').map(({ resource }) => resource),
    pages,
  };
}
