import { loadDefinitions } from '#conformance/definitions.ts';
import { minimalResource } from '../interaction/capabilities/minimal-resource.ts';
import { useServer } from '../server-for-tests.ts';

const definitions = loadDefinitions();
const types = [...definitions.resourceTypes].sort();
const server = useServer();

beforeAll(async () => {
  const entry = types.map((type) => ({
    resource: { ...minimalResource(type, definitions), id: `of-${type.toLowerCase()}` },
    request: { method: 'PUT', url: `${type}/of-${type.toLowerCase()}` },
  }));
  expect((await server().post('', { resourceType: 'Bundle', type: 'transaction', entry })).status).toBe(200);
});

/** The types of the matches, page by page from a first one, in the direction of a link. */
async function pagesOf(first: string, relation: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let at: string | undefined = first; at !== undefined; ) {
    const { entries, link } = await server().get(at);
    pages.push(entries.map(({ resource }) => resource?.resourceType as string));
    at = link(relation);
  }
  return pages;
}

it.each(['_sort=_id', '_sort=-_id', '_sort=_lastUpdated,-_id', ''])(
  'finds one resource of every type, each once, in pages: %s',
  async (sort) => {
    const pages = await pagesOf(`?_count=40&${sort}`, 'next');
    expect(pages.map(({ length }) => length)).toEqual([40, 40, 40, types.length - 120]);
    const found = pages.flat();
    expect(found.toSorted()).toEqual(types);
    const byId = types.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    if (sort === '_sort=_id') expect(found).toEqual(byId);
    if (sort === '_sort=-_id') expect(found).toEqual(byId.toReversed());
  },
);

it('goes back through the same pages', async () => {
  const forth = await pagesOf('?_count=40&_sort=_id', 'next');
  let last = '?_count=40&_sort=_id';
  for (let at: string | undefined = last; at; at = (await server().get(at)).link('next')) last = at;
  expect(await pagesOf(last, 'previous')).toEqual(forth.toReversed());
});

it('counts them all', async () => {
  const { resource } = await server().get('?_summary=count');
  expect(resource).toMatchObject({ total: types.length });
});
