import { type Reply, useServer } from '../server-for-tests.ts';
import { store } from './searching.ts';

const server = useServer();
const IDS = Array.from({ length: 12 }, (_, i) => `p${String(i).padStart(2, '0')}`);
const patient = (i: number, elements: object = {}) => ({
  active: true,
  gender: 'female',
  birthDate: `19${String(10 + i).padStart(2, '0')}-01-01`,
  ...elements,
});
const put = (id: string, elements: object) =>
  server().put(`/Patient/${id}`, { resourceType: 'Patient', id, ...elements });

beforeEach(() => store(server(), Object.fromEntries(IDS.map((id, i) => [`Patient/${id}`, patient(i)]))));
afterEach(async () => {
  for (const id of [...IDS, 'new']) await server().delete(`/Patient/${id}`);
});

/** Follows a search page by page, and lets `between` write after each. */
async function walk(search: string, between: (page: number) => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  let next: string | undefined = `/${search}`;
  for (let page = 0; next; page++) {
    const reply: Reply = await server().get(next);
    expect(reply.status).toBe(200);
    seen.push(...reply.entries.map(({ resource }) => resource?.id as string));
    next = reply.link('next');
    await between(page);
  }
  return seen;
}

describe('each match of the first page comes once, in its order', () => {
  const ORDERS: [sort: string, expected: string[]][] = [
    ['birthdate', IDS],
    ['-birthdate', [...IDS].reverse()],
    ['_lastUpdated', IDS],
    ['-_lastUpdated', [...IDS].reverse()],
    ['gender,birthdate', IDS],
    ['-_id', [...IDS].reverse()],
  ];

  it.each(ORDERS)('while values of %s move to and fro', async (sort, expected) => {
    const seen = await walk(`Patient?active=true&_sort=${sort}&_count=3`, async (page) => {
      // One that was shown would come again, and one that was not would be missed.
      await put(expected[page] as string, patient(0, { birthDate: page % 2 ? '1900-01-01' : '2020-01-01' }));
      const later = expected[expected.length - 1 - page] as string;
      await put(later, patient(0, { birthDate: page % 2 ? '2020-01-01' : '1900-01-01' }));
    });
    expect(seen).toEqual(expected);
  });

  it.each(ORDERS)(
    'while matches of a search by %s are deleted, and others cease to match',
    async (sort, expected) => {
      const seen = await walk(`Patient?active=true&_sort=${sort}&_count=4`, async (page) => {
        await server().delete(`/Patient/${expected[11 - page]}`);
        await put(expected[5 + page] as string, patient(5, { active: false }));
        await put('new', patient(99));
      });
      expect(seen).toEqual(expected);
    },
  );

  it('without an order too', async () => {
    const seen = await walk('Patient?gender=female&_count=5', async (page) => {
      await put(IDS[7 + page] as string, patient(7, { gender: 'male' }));
      await server().delete(`/Patient/${IDS[11 - page]}`);
    });
    expect(seen).toEqual(IDS);
  });

  it('through a chain', async () => {
    await store(server(), {
      ...Object.fromEntries(
        IDS.map((id) => [
          `Condition/${id}`,
          { subject: { reference: `Patient/${id}` }, recordedDate: '2025-01-01', code: { text: id } },
        ]),
      ),
    });
    const seen = await walk(
      'Condition?subject:Patient.gender=female&_sort=recorded-date&_count=5',
      async (page) =>
        server().put(`/Condition/${IDS[8 + page]}`, {
          resourceType: 'Condition',
          id: IDS[8 + page],
          subject: { reference: `Patient/${IDS[8 + page]}` },
          recordedDate: '2020-01-01',
        }),
    );
    expect(seen).toEqual(IDS);
  });
});

it('pages back to where it came from, although it has changed', async () => {
  const first = await server().get('/Patient?active=true&_sort=birthdate&_count=4');
  const second = await server().get(first.link('next') as string);
  await put(IDS[1] as string, patient(1, { birthDate: '2020-01-01' }));
  await put(IDS[10] as string, patient(1, { birthDate: '1900-01-01' }));
  const back = await server().get(second.link('previous') as string);
  expect(back.entries.map(({ resource }) => resource?.id)).toEqual(IDS.slice(0, 4));
  expect(back.link('previous')).toBeUndefined();
});

it('keeps the total of the first page', async () => {
  const first = await server().get('/Patient?active=true&_total=accurate&_count=5');
  await put('new', patient(1));
  const second = await server().get(first.link('next') as string);
  expect([first.resource.total, second.resource.total]).toEqual([12, 12]);
});
