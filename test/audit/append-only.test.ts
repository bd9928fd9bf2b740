import { type ServerForTests, useServer } from '../server-for-tests.ts';
import { eventsOf } from './events.ts';

const server = useServer({}, { AUDIT: 'on' });
const event = (id?: string) => ({
  resourceType: 'AuditEvent',
  ...(id ? { id } : {}),
  type: { code: 'rest' },
  recorded: '2026-01-01T00:00:00Z',
  agent: [{ requestor: true }],
  source: { observer: { display: 'somebody' } },
});
const patch = {
  body: [{ op: 'remove', path: '/outcome' }],
  headers: { 'Content-Type': 'application/json-patch+json' },
};
const bundle = (type: string, method: string, url: string, resource?: object) => ({
  resourceType: 'Bundle',
  type,
  entry: [{ request: { method, url }, ...(resource ? { resource } : {}) }],
});
let id: string;

beforeAll(async () => {
  await server().get('/Patient/p1');
  id = (await eventsOf(server()))[0]?.id as string;
});

it.each<[string, (server: ServerForTests) => Promise<{ status: number }>]>([
  ['POST', (s) => s.post('/AuditEvent', event())],
  ['PUT of a new one', (s) => s.put('/AuditEvent/mine', event('mine'))],
  ['PUT', (s) => s.put(`/AuditEvent/${id}`, event(id))],
  ['PATCH', (s) => s.send('PATCH', `/AuditEvent/${id}`, patch)],
  ['DELETE', (s) => s.delete(`/AuditEvent/${id}`)],
  ['conditional create', (s) => s.post('/AuditEvent', event(), { 'If-None-Exist': 'action=X' })],
  ['conditional update', (s) => s.put('/AuditEvent?action=X', event())],
  ['conditional delete', (s) => s.delete('/AuditEvent?action=R')],
  [
    '$meta-add',
    (s) =>
      s.post(`/AuditEvent/${id}/$meta-add`, {
        resourceType: 'Parameters',
        parameter: [{ name: 'meta', valueMeta: { tag: [{ code: 'x' }] } }],
      }),
  ],
  ['a transaction', (s) => s.post('/', bundle('transaction', 'DELETE', `AuditEvent/${id}`))],
])('no AuditEvent is written by %s', async (_, ask) => {
  const before = (await server().get(`/AuditEvent/${id}`)).text;
  const reply = (await ask(server())) as Awaited<ReturnType<ServerForTests['get']>>;
  expect(reply.status).toBe(405);
  expect(reply.headers.allow).toBe('GET, HEAD');
  expect(reply.issues[0]?.diagnostics).toMatch(/written by this server alone/);
  expect((await server().get(`/AuditEvent/${id}`)).text).toBe(before);
});

it('nor by an entry of a batch', async () => {
  const { entries } = await server().post('/', bundle('batch', 'PUT', `AuditEvent/${id}`, event(id)));
  expect(entries[0]?.response?.status).toMatch(/^405/);
});

it('and the CapabilityStatement says so', async () => {
  const { resource } = await server().get('/metadata');
  const [rest] = resource.rest as {
    resource: { type: string; interaction: { code: string }[]; operation?: { name: string }[] }[];
  }[];
  const claimed = rest?.resource.find(({ type }) => type === 'AuditEvent');
  expect(claimed?.interaction.map(({ code }) => code)).toEqual([
    'read',
    'vread',
    'history-instance',
    'history-type',
    'search-type',
  ]);
  expect(claimed?.operation?.map(({ name }) => name)).not.toContain('meta-add');
});
