import { useServer } from '../server-for-tests.ts';
import { store } from './searching.ts';

const server = useServer();

beforeAll(() =>
  store(server(), {
    'Patient/a': { gender: 'female' },
    'Patient/b': { gender: 'male' },
    'Observation/o': { status: 'final', code: { text: 'x' }, subject: { reference: 'Patient/a' } },
  }),
);

interface Told {
  type: string;
  plan: string;
  indexes: string[];
  examined: number;
  found: number;
  expression: { op: string };
}

async function explain(path: string): Promise<Told[]> {
  const { status, entries } = await server().get(path);
  expect(status).toBe(200);
  expect(entries[0]?.search?.mode).toBe('outcome');
  const { issue } = entries[0]!.resource as unknown as { issue: { diagnostics: string }[] };
  return issue.map(({ diagnostics }) => JSON.parse(diagnostics) as Told);
}

it('tells how a search is answered, beside its answer', async () => {
  const [told] = await explain('/Observation?subject=Patient/a&status=final&__explain=true');
  expect(told).toMatchObject({ type: 'Observation', found: 1, expression: { op: 'all' } });
  expect(told?.indexes.length).toBeGreaterThan(0);
  expect(typeof told?.plan).toBe('string');
  const { entries } = await server().get('/Observation?subject=Patient/a&__explain=true');
  expect(entries.map(({ search }) => search?.mode)).toEqual(['outcome', 'match']);
});

it('tells it of each type', async () => {
  const told = await explain('/?_type=Patient,Observation&_sort=-_lastUpdated&__explain=true');
  expect(told.map(({ type }) => type).sort()).toEqual(['Observation', 'Patient']);
});

it('tells nothing unless it is asked', async () => {
  const { entries } = await server().get('/Patient?gender=female');
  expect(entries.map(({ search }) => search?.mode)).toEqual(['match']);
});
