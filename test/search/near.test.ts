import { useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer();
const at = (latitude: number, longitude: number) => ({ position: { latitude, longitude } });

beforeAll(() =>
  store(server(), {
    'Location/semarang': at(-6.9932, 110.4203),
    'Location/unimus': at(-7.0227, 110.4646),
    'Location/solo': at(-7.5755, 110.8243),
    'Location/fiji-west': at(-17, 179.9),
    'Location/fiji-east': at(-17, -179.9),
    'Location/pole': at(90, 0),
    'Location/near-pole': at(89.9, 180),
    'Location/nowhere': { name: 'Nowhere' },
    'Encounter/e': {
      status: 'finished',
      class: { code: 'AMB' },
      location: [{ location: { reference: 'Location/unimus' } }],
    },
  }),
);

it.each([
  ['Location?near=-6.9932|110.4203|1|km', 'semarang'],
  ['Location?near=-6.9932|110.4203|1', 'semarang'],
  // 5.9 km as the crow flies; a box around 5 km would hold it.
  ['Location?near=-6.9932|110.4203|5.5|km', 'semarang'],
  ['Location?near=-6.9932|110.4203|6|km', 'semarang unimus'],
  ['Location?near=-6.9932|110.4203|6000|m', 'semarang unimus'],
  ['Location?near=-6.9932|110.4203|4|[mi_i]', 'semarang unimus'],
  ['Location?near=-6.9932|110.4203', 'semarang unimus'],
  ['Location?near=-6.9932|110.4203|100|km', 'semarang solo unimus'],
  ['Location?near=-17|180|12|km', 'fiji-east fiji-west'],
  ['Location?near=90|77|12|km', 'near-pole pole'],
  ['Location?near=-6.9932|110.4203|1|km,-7.5755|110.8243|1|km', 'semarang solo'],
  ['Location?near=-6.9932|110.4203|100|km&_id=solo', 'solo'],
  ['Location?near=0|0|1|km', ''],
  ['Encounter?location.near=-6.9932|110.4203|6|km', 'e'],
])('finds places by their distance: %s', async (search, ids) => {
  expect((await matches(server(), search)).sort().join(' ')).toBe(ids);
});

it.each(['here', '91|0|1|km', '0|181|1|km', '0|0|far', '0|0|-1|km', '0|0|1|kg', '0|0|1|km|x', '1e1|0'])(
  'refuses %s and says what is expected',
  async (value) => {
    const { status, issues } = await server().get(`/Location?near=${value}`);
    expect([status, issues[0]?.diagnostics]).toEqual([
      400,
      expect.stringContaining('[latitude]|[longitude]'),
    ]);
  },
);

it('follows a place that moves', async () => {
  await store(server(), { 'Location/moving': at(10, 10) });
  expect(await matches(server(), 'Location?near=10|10|1|km')).toEqual(['moving']);
  await store(server(), { 'Location/moving': at(20, 20) });
  expect(await matches(server(), 'Location?near=10|10|1|km')).toEqual([]);
});
