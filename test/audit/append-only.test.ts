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

describe('a Provenance that tells why a version was made', () => {
  const observation = (status: string) => ({
    resourceType: 'Observation',
    id: 'told',
    status,
    code: { text: 'x' },
    subject: { reference: 'Patient/told' },
  });
  const ABOUT = 'target=Observation/told';
  let told: Record<string, unknown> & { id: string };

  beforeAll(async () => {
    await server().put('/Patient/told', { resourceType: 'Patient', id: 'told' });
    await server().put('/Observation/told', observation('final'));
    await server().put('/Observation/told', observation('amended'), { 'X-Reason': 'as the form says' });
    const [entry] = (await server().get(`/Provenance?${ABOUT}`)).entries;
    told = entry?.resource as unknown as typeof told;
  });

  const other = () => ({ ...told, reason: [{ text: 'other' }] });
  it.each<[string, (server: ServerForTests) => Promise<{ status: number }>]>([
    ['PUT', (s) => s.put(`/Provenance/${told.id}`, other())],
    ['DELETE', (s) => s.delete(`/Provenance/${told.id}`)],
    ['conditional update', (s) => s.put(`/Provenance?${ABOUT}`, other())],
    ['conditional delete', (s) => s.delete(`/Provenance?${ABOUT}`)],
    [
      'PATCH',
      (s) =>
        s.send('PATCH', `/Provenance/${told.id}`, {
          body: JSON.stringify([{ op: 'remove', path: '/reason' }]),
          headers: { 'Content-Type': 'application/json-patch+json' },
        }),
    ],
    ['a transaction', (s) => s.post('/', bundle('transaction', 'DELETE', `Provenance/${told.id}`))],
  ])('is not changed by %s', async (_, ask) => {
    expect((await ask(server())).status).toBe(409);
    expect((await server().get(`/Provenance/${told.id}`)).resource).toEqual(told);
  });

  it('may be followed by another; one of no version is a resource like any', async () => {
    const { id: _, ...own } = other();
    expect((await server().post('/Provenance', own)).status).toBe(201);
    const free = { ...own, id: 'free', target: [{ reference: 'Observation/told' }] };
    expect((await server().put('/Provenance/free', free)).status).toBe(201);
    expect((await server().put('/Provenance/free', { ...free, reason: undefined })).status).toBe(200);
    expect((await server().delete('/Provenance/free')).status).toBe(204);
  });
});
