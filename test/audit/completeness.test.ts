import { useServer } from '../server-for-tests.ts';
import { type AuditEvent, eventsDuring, line } from './events.ts';

const server = useServer({}, { AUDIT: 'on', CONDITIONAL_DELETE: 'multiple' });
const during = (requests: () => Promise<unknown>) => eventsDuring(server(), requests);
const lines = async (requests: () => Promise<unknown>) => (await during(requests)).map(line);

const patient = (id: string) => ({ resourceType: 'Patient', id });
const observation = (id: string, of: string, more = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'HbA1c' },
  subject: { reference: `Patient/${of}` },
  ...more,
});

beforeAll(async () => {
  for (const id of ['p1', 'p2']) await server().put(`/Patient/${id}`, patient(id));
  await server().put('/Observation/o1', observation('o1', 'p1'));
  await server().put('/Observation/o2', observation('o2', 'p2'));
});

describe('a read leaves an event', () => {
  it.each([
    ['/Patient/p1', 'R read Patient/p1/_history/1 of p1'],
    ['/Observation/o1', 'R read Observation/o1/_history/1 of p1'],
    ['/Observation/o1/_history/1', 'R vread Observation/o1/_history/1 of p1'],
    ['/Observation/o1/_history', 'R history-instance Observation/o1 of p1'],
    ['/Observation?subject=Patient/p1', 'E search-type GET /Observation?subject=Patient/p1 of p1'],
    ['/Observation?_id=o1,o2', 'E search-type GET /Observation?_id=o1,o2 of p1,p2'],
    ['/Observation?code=none&patient=p9', 'E search-type GET /Observation?code=none&patient=p9 of p9'],
    [
      '/Observation?_id=o2&_include=Observation:subject',
      'E search-type GET /Observation?_id=o2&_include=Observation:subject of p2',
    ],
    ['/Patient/p2/Observation', 'E search-type GET /Patient/p2/Observation of p2'],
    [
      '/Patient/p2/$everything?_type=Observation',
      'E operation Patient/p2 GET /Patient/p2/$everything?_type=Observation of p2',
    ],
    ['/Patient/none', 'R (4) read+not-found Patient/none of none'],
    ['/Observation?colour=blue', 'E (4) search-type+invalid GET /Observation?colour=blue'],
    ['/Nothing/1', 'E (4) not-supported GET /Nothing/1'],
    ['/Observation/o1?_format=yaml', 'R (4) read+not-supported Observation/o1'],
  ])('%s', async (path, expected) => {
    expect(await lines(() => server().get(path))).toEqual([expected]);
  });

  it('a search by POST, with its form', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const search = () =>
      server().send('POST', '/Observation/_search', { body: 'subject=Patient/p1', headers });
    expect(await lines(search)).toEqual([
      'E search-type POST /Observation/_search\n\nsubject=Patient/p1 of p1',
    ]);
  });

  it('a body that cannot be read', async () => {
    expect(await lines(() => server().post('/Patient', '{"resourceType":'))).toEqual([
      'E (4) structure POST /Patient',
    ]);
  });

  it('but not what tells of the server alone', async () => {
    expect(await lines(() => server().get('/metadata'))).toEqual([]);
    expect(await lines(() => server().send('OPTIONS', '/Patient'))).toEqual([]);
  });
});

describe('a write leaves an event', () => {
  it('that names the version made, and the patient whose record it is', async () => {
    const requests = async () => {
      await server().put('/Observation/w1', observation('w1', 'p1'));
      await server().put('/Observation/w1', observation('w1', 'p1', { status: 'amended' }));
      await server().put('/Observation/w1', observation('w1', 'p1', { status: 'amended' }));
      await server().delete('/Observation/w1');
      await server().delete('/Observation/w1');
      await server().put('/Observation/w1', { resourceType: 'Observation', id: 'w1' });
    };
    expect(await lines(requests)).toEqual([
      'C create+update Observation/w1/_history/1 of p1',
      'U update Observation/w1/_history/2 of p1',
      'U update Observation/w1/_history/2 of p1',
      'D delete Observation/w1/_history/3 of p1',
      'D delete Observation/w1',
      'U (4) update+required Observation/w1',
    ]);
  });

  it('that names both patients where a resource goes from one record into another', async () => {
    const requests = async () => {
      await server().put('/Observation/w2', observation('w2', 'p1'));
      await server().put('/Observation/w2', observation('w2', 'p2'));
    };
    expect((await lines(requests))[1]).toBe('U update Observation/w2/_history/2 of p1,p2');
  });

  it('a patch, and one that changes nothing', async () => {
    const patch = () =>
      server().send('PATCH', '/Observation/o1', {
        body: [{ op: 'replace', path: '/status', value: 'amended' }],
        headers: { 'Content-Type': 'application/json-patch+json' },
      });
    expect(await lines(patch)).toEqual(['U patch Observation/o1/_history/2 of p1']);
    expect(await lines(patch)).toEqual(['U patch Observation/o1/_history/2 of p1']);
  });

  it('a conditional create that makes one, and one that finds one', async () => {
    const body = { ...observation('', 'p1', { identifier: [{ value: 'c1' }] }), id: undefined };
    const create = () => server().post('/Observation', body, { 'If-None-Exist': 'identifier=c1' });
    const [made = ''] = await lines(create);
    expect(made).toMatch(/^C create Observation\/[^/]+\/_history\/1 of p1$/);
    expect(await lines(create)).toEqual([made.replace('C', 'R')]);
  });

  it('a conditional update, about the resource that it found', async () => {
    const { id, ...body } = observation('', 'p1', { identifier: [{ value: 'u1' }] });
    const update = () => server().put('/Observation?identifier=u1', body);
    await update();
    body.status = 'amended';
    expect((await lines(update))[0]).toMatch(/^U update Observation\/[^/]+\/_history\/2 of p1$/);
  });

  it('each resource that a conditional delete takes away', async () => {
    for (const [id, of] of [
      ['d1', 'p1'],
      ['d2', 'p2'],
    ] as const)
      await server().put(`/Observation/${id}`, observation(id, of, { identifier: [{ value: 'd' }] }));
    expect((await lines(() => server().delete('/Observation?identifier=d'))).sort()).toEqual([
      'D delete Observation/d1/_history/2 of p1',
      'D delete Observation/d2/_history/2 of p2',
    ]);
  });
});

describe('a Bundle leaves an event, and each of its entries one', () => {
  const entry = (method: string, url: string, resource?: object) => ({ request: { method, url }, resource });
  const bundle = (type: string, ...entries: object[]) =>
    server().post('/', { resourceType: 'Bundle', type, entry: entries });

  it('of a batch, whatever becomes of them', async () => {
    const requests = () =>
      bundle(
        'batch',
        entry('PUT', 'Observation/b1', observation('b1', 'p1')),
        entry('GET', 'Patient/p1'),
        entry('GET', 'Patient/none'),
        entry('GET', 'Observation?_id=o2'),
        entry('DELETE', 'Observation/b0'),
        entry('POST', 'Observation', { resourceType: 'Observation' }),
      );
    expect((await lines(requests)).sort()).toEqual(
      [
        'C create+update Observation/b1/_history/1 of p1',
        'R read Patient/p1/_history/1 of p1',
        'R (4) read+not-found Patient/none of none',
        'E search-type GET /Observation?_id=o2 of p2',
        'D delete Observation/b0',
        'C (4) create+required',
        'E batch POST /',
      ].sort(),
    );
  });

  it('of a transaction that is carried out', async () => {
    const requests = () =>
      bundle(
        'transaction',
        entry('PUT', 'Observation/t1', observation('t1', 'p2')),
        entry('DELETE', 'Observation/o2'),
        entry('GET', 'Patient/p1'),
        entry('GET', 'Observation?_id=t1'),
      );
    expect((await lines(requests)).sort()).toEqual(
      [
        'C create+update Observation/t1/_history/1 of p2',
        'D delete Observation/o2/_history/2 of p2',
        'R read Patient/p1/_history/1 of p1',
        'E search-type GET /Observation?_id=t1 of p2',
        'E transaction POST /',
      ].sort(),
    );
  });

  it('of a transaction that is refused: one', async () => {
    const requests = () =>
      bundle(
        'transaction',
        entry('PUT', 'Observation/t2', observation('t2', 'p2')),
        entry('GET', 'Patient/none'),
      );
    expect(await lines(requests)).toEqual(['E (4) transaction+not-found POST /']);
    expect((await server().get('/Observation/t2')).status).toBe(404);
  });

  it('and all of them the number of the request', async () => {
    let id: unknown;
    const events = await during(async () => {
      const reply = await bundle('batch', entry('GET', 'Patient/p1'), entry('GET', 'Patient/p2'));
      id = reply.headers['x-request-id'];
    });
    const numbers = (event: AuditEvent) => event.entity?.flatMap(({ what }) => what?.identifier?.value ?? []);
    expect(events.map(numbers)).toEqual([[id], [id], [id]]);
  });
});
