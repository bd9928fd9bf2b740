/** A shared cache keeps nothing of a record, and tells nobody that something has not changed who may not know it. */
import { backEndClient, bearer, newBackEnd, useSmart } from '../smart/use-smart.ts';

const smart = useSmart();
let token: Record<string, string>;

beforeAll(async () => {
  const backEnd = await newBackEnd('cache');
  await smart().register(backEndClient(backEnd));
  token = await smart().systemToken(backEnd);
  await smart().server.put('/Patient/p', { resourceType: 'Patient', id: 'p' }, token);
});

it.each([
  '/Patient/p',
  '/Patient',
  '/Patient/_history',
  '/Patient/none',
  '/Patient?colour=red',
  '/NoType',
  '/metadata',
])('the answer to %s is for the asker alone, and for who has this token', async (path) => {
  for (const headers of [token, bearer('wrong'), {}]) {
    const { headers: got } = await smart().server.get(path, headers);
    expect(got['cache-control']).toMatch(/\bprivate\b.*\bno-cache\b|no-store/);
    for (const name of ['Authorization', 'Accept', 'Accept-Encoding']) expect(got.vary).toContain(name);
  }
});

it.each([
  ['If-None-Match', 'W/"1"'],
  ['If-Modified-Since', 'Tue, 01 Jan 2080 00:00:00 GMT'],
])('304 by %s is for who may read the resource', async (name, value) => {
  const get = (headers: Record<string, string>) =>
    smart().server.get('/Patient/p', { ...headers, [name]: value });
  expect((await get(token)).status).toBe(304);
  expect((await get({})).status).toBe(401);
  expect((await get(bearer('wrong'))).status).toBe(401);
});

it('what holds a secret is stored nowhere', async () => {
  const { headers } = await smart().post('/token', { grant_type: 'authorization_code', code: 'x' });
  expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
});
