import { type ReplyEntry, useServer } from '../../server-for-tests.ts';
import { bundleOf, entry, patient, transactionOf } from './bundle-of.ts';

const server = useServer();
const kinds = ['batch', 'transaction'] as const;
const statusOf = ({ response }: ReplyEntry) => response?.status;

beforeAll(async () => {
  await server().put(
    '/Patient/p',
    patient('p', { id: 'p', meta: { tag: [{ code: 'x' }] }, gender: 'male', active: true }),
  );
});

describe.each(kinds)('in a %s', (type) => {
  const send = async (...entries: object[]) => {
    const reply = await server().post('', bundleOf(type, ...entries));
    expect(reply.status).toBe(200);
    return reply.entries;
  };

  it('a read heeds the version that the client has', async () => {
    const [same, other] = await send(
      entry('GET Patient/p', undefined, { ifNoneMatch: 'W/"1"' }),
      entry('GET Patient/p', undefined, { ifNoneMatch: 'W/"7"' }),
    );
    expect(same).toEqual({ response: { status: '304 Not Modified', etag: 'W/"1"' } });
    expect(other).toMatchObject({ resource: { id: 'p' }, response: { status: '200 OK' } });
  });

  it('a read gives the elements that are asked for', async () => {
    const [read] = await send(entry('GET Patient/p?_elements=gender'));
    expect(read?.resource).toMatchObject({ gender: 'male' });
    expect(read?.resource).not.toHaveProperty('active');
  });

  it('HEAD is answered without a body', async () => {
    const entries = await send(entry('HEAD Patient/p'), entry('HEAD Patient?identifier=p'));
    expect(entries.map(statusOf)).toEqual(['200 OK', '200 OK']);
    for (const one of entries) expect(one).not.toHaveProperty('resource');
  });

  it('histories, versions, metadata and operations that change nothing are answered', async () => {
    const entries = await send(
      entry('GET Patient/p/_history'),
      entry('GET Patient/p/_history/1'),
      entry('GET Patient/p/$meta'),
      entry('GET Patient/$meta'),
      entry('GET metadata'),
    );
    expect(entries.map(({ resource }) => resource?.resourceType)).toEqual([
      'Bundle',
      'Patient',
      'Parameters',
      'Parameters',
      'CapabilityStatement',
    ]);
  });
});

it('an operation that changes something is carried out in a batch, and refuses a transaction', async () => {
  const meta = {
    resourceType: 'Parameters',
    parameter: [{ name: 'meta', valueMeta: { tag: [{ code: 'y' }] } }],
  };
  const change = entry('POST Patient/p/$meta-add', meta);
  const { entries } = await server().post('', bundleOf('batch', change));
  expect(entries[0]).toMatchObject({
    resource: { resourceType: 'Parameters' },
    response: { status: '200 OK' },
  });
  expect(await server().post('', transactionOf(change))).toMatchObject({
    status: 400,
    issues: [{ expression: ['Bundle.entry[0].request.url'] }],
  });
});

it('an answer that is no resource is refused in its entry', async () => {
  await server().put('/ResearchStudy/s', { resourceType: 'ResearchStudy', id: 's', status: 'active' });
  const { status, entries } = await server().post(
    '',
    bundleOf('batch', entry('GET ResearchStudy/s/$outcome-report')),
  );
  expect(status).toBe(200);
  expect(Number(statusOf(entries[0] as ReplyEntry)?.slice(0, 3))).toBeGreaterThanOrEqual(400);
});
