import { type Reply, useServer } from '../server-for-tests.ts';

const server = useServer();
const line = ({ request, response }: Reply['entries'][number]) =>
  `${request?.method} ${request?.url} ${response?.status} ${response?.etag}`;

const OF_P = [
  'PUT Patient/p 201 Created W/"4"',
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

describe('_at', () => {
  const at = async (path: string, time: string) => {
    const { status, entries } = await server().get(`${path}?_at=${encodeURIComponent(time)}`);
    expect(status).toBe(200);
    return entries.map(line);
  };

  it('has the version that was current at an instant, on every level', async () => {
    const { entries } = await server().get('/Patient/p/_history');
    const [, deleted, updated] = entries.map(({ response }) => response?.lastModified as string);
    for (const path of ['/Patient/p/_history', '/Patient/_history', '/_history']) {
      expect(await at(path, updated as string)).toEqual(OF_P.slice(2, 3));
      expect(await at(path, deleted as string)).toEqual(OF_P.slice(1, 2));
    }
    expect(await at('/Patient/p/_history', '2100-01-01T00:00:00Z')).toEqual(OF_P.slice(0, 1));
    expect(await at('/Patient/p/_history', '2001')).toEqual([]);
  });

  it('has all that were current in a longer time', async () => {
    const today = (await server().get('/Patient/p')).resource.meta?.lastUpdated?.slice(0, 4) as string;
    expect(await at('/Patient/p/_history', today)).toEqual(OF_P);
  });

  it('keeps the time in the links', async () => {
    const year = (await server().get('/Patient/p')).resource.meta?.lastUpdated?.slice(0, 4);
    const lines = [];
    for (let next: string | undefined = `/_history?_at=${year}&_count=2`; next; ) {
      const reply: Reply = await server().get(next);
      lines.push(...reply.entries.map(line));
      next = reply.link('next');
      if (next) expect(next).toContain(`_at=${year}`);
    }
    expect(lines).toEqual(all);
  });
});

it('shows the part of each resource that is asked for, on every page', async () => {
  const reply = await server().get('/Patient/p/_history?_elements=active&_count=1');
  expect(reply.entries[0]?.resource).toMatchObject({
    id: 'p',
    active: false,
    meta: { versionId: '4', tag: [{ code: 'SUBSETTED' }] },
  });
  const next = await server().get(reply.link('next') as string);
  expect(next.link('next')).toContain('_elements=active');
  const summary = await server().get('/Patient/p/_history?_summary=data');
  expect(summary.entries[0]?.resource?.meta?.tag).toEqual([expect.objectContaining({ code: 'SUBSETTED' })]);
});

it('answers HEAD without a body', async () => {
  expect(await server().send('HEAD', '/Patient/p/_history')).toMatchObject({ status: 200, text: '' });
});

it('has an empty history of a type without resources, and none of what never was', async () => {
  expect(await server().get('/Device/_history')).toMatchObject({ status: 200, entries: [] });
  expect(await server().get('/Patient/nobody/_history')).toMatchObject({
    status: 404,
    issues: [{ code: 'not-found' }],
  });
});

it.each([
  '_count=0',
  '_count=x',
  '_since=yesterday',
  '_at=then',
  '_at=2025-13',
  '_at=2025&_at=2024',
  '_sort=-_lastUpdated',
  'name=x',
])('refuses %s and says what is valid', async (query) => {
  const { status, issues } = await server().get(`/Patient/p/_history?${query}`);
  expect(status).toBe(400);
  expect(issues[0]?.diagnostics).toContain('_since');
});
