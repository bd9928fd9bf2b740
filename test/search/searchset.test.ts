import { type Reply, useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer({ pageSize: 20, defaultPageSize: 10, includes: 5 });
const IDS = Array.from({ length: 25 }, (_, i) => `o${String(i).padStart(2, '0')}`);

beforeAll(async () => {
  await store(
    server(),
    Object.fromEntries(
      IDS.map((id, i) => [
        `Observation/${id}`,
        {
          status: i % 2 ? 'final' : 'amended',
          code: { text: 'x' },
          ...(i % 5 ? { effectiveDateTime: `2025-06-${String(30 - i).padStart(2, '0')}` } : {}),
          subject: { reference: `Patient/p${i % 7}` },
        },
      ]),
    ),
  );
  await store(
    server(),
    Object.fromEntries(IDS.slice(0, 7).map((_, i) => [`Patient/p${i}`, { active: true }])),
  );
});

/** Follows the next links from a search to its last page. */
async function walk(search: string, between = async () => {}): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let pages = 0;
  for (let next: string | undefined = `/${search}`; next; pages++) {
    const reply: Reply = await server().get(next);
    expect(reply.status).toBe(200);
    ids.push(...reply.entries.map(({ resource }) => resource?.id as string));
    next = reply.link('next');
    await between();
  }
  return { ids, pages };
}

describe('pages', () => {
  it('have the size that is asked for, the default, or the largest', async () => {
    expect(await matches(server(), 'Observation?_count=3')).toHaveLength(3);
    expect(await matches(server(), 'Observation')).toHaveLength(10);
    expect(await matches(server(), 'Observation?_count=1000000')).toHaveLength(20);
    const { link } = await server().get('/Observation?_count=1000000');
    expect([link('self'), link('next')]).toEqual([
      '/Observation?_count=20',
      expect.stringContaining('/Observation?_count=20&_page='),
    ]);
  });

  it('lead to all matches, each once', async () => {
    expect(await walk('Observation?_count=7')).toEqual({ ids: IDS, pages: 4 });
    expect(await walk('Observation?status=final&_count=12')).toMatchObject({ pages: 1 });
    expect((await walk('Observation?status:not=final&_count=12')).ids).toHaveLength(13);
  });

  it('keep criteria, order and includes', async () => {
    const reply = await server().get(
      '/Observation?status=final&_sort=-date&_count=2&_include=Observation:subject',
    );
    const next = await server().get(reply.link('next') as string);
    expect(next.link('self')).toContain('status=final&_sort=-date&_count=2&_include=Observation%3Asubject');
    expect(next.entries.some(({ search }) => search?.mode === 'include')).toBe(true);
  });

  it('give each match once although others write', async () => {
    let n = 0;
    const write = async () => {
      const id = `new-${n++}`;
      await server().put(`/Observation/${id}`, {
        resourceType: 'Observation',
        id,
        status: 'final',
        code: { text: 'y' },
        effectiveDateTime: '2025-06-15',
      });
    };
    for (const sort of ['', '&_sort=date', '&_sort=-date,_id']) {
      const { ids } = await walk(`Observation?_count=4&subject:missing=false${sort}`, write);
      expect([...ids].sort()).toEqual(IDS);
    }
    for (; n > 0; n--) await server().delete(`/Observation/new-${n - 1}`);
  });

  it('are not to be made up', async () => {
    for (const page of ['x', 'WzFd.', 'bnVsbA', 'eyJhIjoxfQ'])
      expect((await server().get(`/Observation?_sort=date&_page=${page}`)).status).toBe(400);
    const { link } = await server().get('/Observation?_count=1');
    expect((await server().get(`${link('next')}&_sort=date`)).status).toBe(400);
  });
});

describe('order', () => {
  it('is that of one key or several, with what has no value at the end', async () => {
    const without = IDS.filter((_, i) => i % 5 === 0);
    const dated = IDS.filter((_, i) => i % 5);
    const all = async (sort: string) => (await walk(`Observation?_count=20&_sort=${sort}`)).ids;
    expect(await all('date')).toEqual([...[...dated].reverse(), ...without]);
    expect(await all('-date')).toEqual([...dated, ...[...without].reverse()]);
    expect(await all('-_id')).toEqual([...IDS].reverse());
    const [amended, final] = [0, 1].map((odd) => IDS.filter((_, i) => i % 2 === odd));
    expect(await all('status,_id')).toEqual([...amended!, ...final!]);
    expect(await all('-status,-_id')).toEqual([...[...final!].reverse(), ...[...amended!].reverse()]);
  });

  it('is refused by a key that there is not', async () => {
    for (const sort of ['colour', '-', 'date,', 'date,colour'])
      expect((await server().get(`/Observation?_sort=${sort}`)).status).toBe(400);
  });
});

describe('totals', () => {
  it('are told when asked for, or when they are known', async () => {
    const total = async (query: string) => (await server().get(`/Observation?${query}`)).resource.total;
    expect(await total('_count=2&_total=accurate')).toBe(25);
    expect(await total('_count=2')).toBeUndefined();
    expect(await total('_count=20&status=final')).toBe(12);
    expect((await server().get('/Observation?_total=perhaps')).status).toBe(400);
  });

  it.each(['_summary=count', '_count=0'])('are all that %s gives', async (query) => {
    const { resource, entries } = await server().get(`/Observation?status=final&${query}`);
    expect(resource).toMatchObject({ type: 'searchset', total: 12 });
    expect(entries).toEqual([]);
  });

  it('count each match, and not what comes along', async () => {
    const { resource, entries } = await server().get(
      '/Observation?_id=o00,o01&_include=Observation:subject&_total=accurate',
    );
    expect([resource.total, entries.length]).toEqual([2, 4]);
  });
});

it('says in its self link how it understood the search', async () => {
  const { link } = await server().get('/Observation?colour=red&_format=json', { Prefer: 'handling=lenient' });
  expect(link('self')).toBe('/Observation?_format=json');
  const encoded = await server().get('/Patient?name=a%26b%3Dc+d&identifier=urn:s%7C1');
  expect(encoded.link('self')).toBe('/Patient?name=a%26b%3Dc%20d&identifier=urn%3As%7C1');
  expect((await server().get(encoded.link('self') as string)).status).toBe(200);
});

it('refuses a parameter that there is not, and lists those that there are', async () => {
  const { status, issues } = await server().get('/Observation?colour=red');
  expect(status).toBe(400);
  for (const valid of [
    'code',
    'date',
    'subject',
    'value-quantity',
    '_id',
    '_lastUpdated',
    '_has',
    '_include',
  ])
    expect(issues[0]?.diagnostics).toContain(valid);
});

it('leaves out what it does not understand when it may be lenient', async () => {
  const reply = await server().get('/Observation?colour=red&status=final&_sort=colour', {
    Prefer: 'handling=lenient',
  });
  expect(reply.status).toBe(200);
  expect(reply.link('self')).toBe('/Observation?status=final');
  const strict = await server().get('/Observation?colour=red', { Prefer: 'handling=strict' });
  expect(strict.status).toBe(400);
  const wrong = await server().get('/Observation?date=soon', { Prefer: 'handling=lenient' });
  expect(wrong.status).toBe(400);
});

it('refuses to bring along more than the limit, instead of leaving some out', async () => {
  expect(await server().get('/Observation?_count=20&_include=Observation:subject')).toMatchObject({
    status: 400,
    issues: [{ code: 'too-costly', diagnostics: expect.stringContaining('_count') }],
  });
});

it('gives full urls and the mode of each entry', async () => {
  const { entries, resource } = await server().get('/Observation?_id=o00&_include=Observation:subject');
  expect(resource).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 1 });
  expect(entries).toMatchObject([
    { fullUrl: `${server().baseUrl}/Observation/o00`, search: { mode: 'match' } },
    { fullUrl: `${server().baseUrl}/Patient/p0`, search: { mode: 'include' } },
  ]);
});
