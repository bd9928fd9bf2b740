import type { ServerForTests } from '../server-for-tests.ts';

/** The ids of the matches of a search, in the order they come; the search must succeed. */
export async function matches(server: ServerForTests, search: string): Promise<string[]> {
  const { status, entries, issues } = await server.get(`/${search.replace(/[^!-~]+/g, encodeURIComponent)}`);
  if (status !== 200) throw new Error(`${search}: ${status} ${issues[0]?.diagnostics}`);
  return entries
    .filter((entry) => entry.search?.mode === 'match')
    .map(({ resource }) => resource?.id as string);
}

/** Stores resources given as `Type/id` and their other elements. */
export async function store(server: ServerForTests, resources: Record<string, object>): Promise<void> {
  const entry = Object.entries(resources).map(([url, elements]) => {
    const [resourceType, id] = url.split('/');
    return { resource: { resourceType, id, ...elements }, request: { method: 'PUT', url } };
  });
  const { status, issues } = await server.post('', { resourceType: 'Bundle', type: 'transaction', entry });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(issues)}`);
}
