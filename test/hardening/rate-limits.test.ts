/** Nobody takes more than a share: requests are counted by client and user, and by address where there is no token. */

import { readConfig } from '#config.ts';
import { clientAddress } from '#http/client-address.ts';
import { TokenBuckets } from '#http/token-bucket.ts';
import { useServer } from '../server-for-tests.ts';
import { backEndClient, newBackEnd, useSmart } from '../smart/use-smart.ts';

const smart = useSmart(async () => {}, { RATE_LIMIT: '20' });
const open = useServer({ pageSize: 2 }, { RATE_LIMIT: '5' });

const newClient = async (id: string) => {
  const backEnd = await newBackEnd(id);
  await smart().register(backEndClient(backEnd));
  return smart().systemToken(backEnd);
};

it('429 with Retry-After and an OperationOutcome, to the one client that asks too much', async () => {
  const [greedy, modest] = [await newClient('greedy'), await newClient('modest')];
  const statuses: number[] = [];
  for (let i = 0; i < 25; i++) statuses.push((await smart().server.get('/Patient', greedy)).status);
  expect(statuses.slice(0, 20)).toEqual(Array(20).fill(200));
  const refused = await smart().server.get('/Patient', greedy);
  expect(refused).toMatchObject({ status: 429, issues: [{ code: 'throttled' }] });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect((await smart().server.get('/Patient', modest)).status).toBe(200);
});

it('guessing tokens is counted by address, and does not shut out who has one', async () => {
  const token = await newClient('valid');
  const statuses = new Set<number>();
  for (let i = 0; i < 30; i++)
    statuses.add((await smart().server.get('/Patient', { Authorization: `Bearer guess-${i}` })).status);
  expect([...statuses]).toEqual([401, 429]);
  expect((await smart().server.get('/Patient', token)).status).toBe(200);
});

it('without authentication this machine may ask as often as it likes', async () => {
  for (let i = 0; i < 10; i++) expect((await open().get('/Patient')).status).toBe(200);
});

it('a bucket gives a burst, then fills evenly', () => {
  let now = 0;
  const buckets = new TokenBuckets(60, () => now);
  for (let i = 0; i < 60; i++) expect(buckets.take('a')).toBe(0);
  expect(buckets.take('a')).toBe(1);
  expect(buckets.take('b')).toBe(0);
  now = 1000;
  expect(buckets.take('a')).toBe(0);
  expect(buckets.take('a')).toBe(1);
  now = 3_600_000;
  for (let i = 0; i < 60; i++) expect(buckets.take('a')).toBe(0);
  expect(buckets.take('a')).toBe(1);
  expect(new TokenBuckets(0).take('a')).toBe(0);
});

it.each([
  ['10.0.0.5', '203.0.113.7', '203.0.113.7'],
  ['10.0.0.5', 'evil, 203.0.113.7, 10.0.0.9', '203.0.113.7'],
  ['10.0.0.5', '1.1.1.1, 203.0.113.7', '203.0.113.7'],
  ['10.0.0.5', 'nonsense', '10.0.0.5'],
  ['10.0.0.5', undefined, '10.0.0.5'],
  ['::ffff:10.0.0.5', '2001:db8::1', '2001:db8::1'],
  ['198.51.100.1', '203.0.113.7', '198.51.100.1'],
])('a request by %s for %s is of %s', (remoteAddress, forwarded, expected) => {
  const { trustedProxies } = readConfig({ TRUST_PROXY: '10.0.0.0/8' });
  const request = { socket: { remoteAddress }, headers: forwarded ? { 'x-forwarded-for': forwarded } : {} };
  expect(clientAddress(request as never, trustedProxies)).toBe(expected);
});

it('a page of a million is one of the most that a page may have', async () => {
  for (const id of ['a', 'b', 'c']) await open().put(`/Patient/${id}`, { resourceType: 'Patient', id });
  const { entries, link } = await open().get('/Patient?_count=1000000');
  expect(entries).toHaveLength(2);
  expect(link('next')).toBeDefined();
});
