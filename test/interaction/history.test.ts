import { type Reply, useServer } from '../server-for-tests.ts';

const server = useServer();
const line = ({ request, response }: Reply['entries'][number]) =>
  `${request?.method} ${request?.url} ${response?.status} ${response?.etag}`;

const OF_P = [
  'PUT Patient/p 200 OK W/"4"',
  'DELETE Patient/p 204 No Content W/"3"',
  'PUT Patient/p 200 OK W/"2"',
  'PUT Patient/p 201 Created W/"1"',
];
let postedId: string;
let all: string[];

beforeAll(async () => {
  const patient = { resourceType: 'Patient', id: 'p' };
  await server().put('/Patient/p', patient);
  await server().put('/Patient/p', { ...patient, active: true });
  await server().delete('/Patient/p');
  await server().put('/Patient/p', { ...patient, active: false });
  postedId = (
    await server().post('/Observation', { resourceType: 'Observation', status: 'final', code: { text: 'x' } })
  ).resource.id;
  all = ['POST Observation 201 Created W/"1"', ...OF_P];
});

it('tells every version of a resource, newest first', async () => {
  const { status, resource, entries } = await server().get('/Patient/p/_history');
  expect(status).toBe(200);
  expect(resource).toMatchObject({ resourceType: 'Bundle', type: 'history' });
  expect(entries.map(line)).toEqual(OF_P);
  expect(entries.map(({ fullUrl }) => fullUrl)).toEqual(Array(4).fill(`${server().baseUrl}/Patient/p`));
  expect(entries[1]).not.toHaveProperty('resource');
  expect(entries[0]?.resource).toEqual((await server().get('/Patient/p')).resource);
  expect(entries[0]?.response?.lastModified).toBe(entries[0]?.resource?.meta?.lastUpdated);
});

it('tells those of a type and of the whole system', async () => {
  expect((await server().get('/Patient/_history')).entries.map(line)).toEqual(OF_P);
  const { entries } = await server().get('/_history');
  expect(entries.map(line)).toEqual(all);
  expect(entries[0]).toMatchObject({ resource: { id: postedId } });
});

it('pages, each version once', async () => {
  for (const path of ['/_history?_count=2', '/_history?_count=1&_format=json']) {
    const lines = [];
    for (let next: string | undefined = path; next; ) {
      const reply: Reply = await server().get(next);
      lines.push(...reply.entries.map(line));
      next = reply.link('next');
    }
    expect(lines).toEqual(all);
  }
});

it('begins at _since', async () => {
  const { entries } = await server().get('/Patient/p/_history');
  const since = entries[1]?.response?.lastModified as string;
  const reply = await server().get(`/Patient/p/_history?_since=${encodeURIComponent(since)}&_count=1`);
  expect(reply.entries.map(line)).toEqual(OF_P.slice(0, 1));
  const next = await server().get(reply.link('next') as string);
  expect(next.entries.map(line)).toEqual(OF_P.slice(1, 2));
  expect(next.link('next')).toBeUndefined();
});

it('has an empty history of a type without resources, and none of what never was', async () => {
  expect(await server().get('/Device/_history')).toMatchObject({ status: 200, entries: [] });
  expect(await server().get('/Patient/nobody/_history')).toMatchObject({
    status: 404,
    issues: [{ code: 'not-found' }],
  });
});

it.each(['_count=0', '_count=x', '_since=yesterday', '_at=2025', 'name=x', '_page=x'])(
  'refuses %s and says what is valid',
  async (query) => {
    const { status, issues } = await server().get(`/Patient/p/_history?${query}`);
    expect(status).toBe(400);
    expect(issues[0]?.diagnostics).toContain('_since');
  },
);
