import { type ReplyEntry, useServer } from '../../server-for-tests.ts';
import { operation, parametersOf, part } from '../patch/patch-of.ts';
import { bundleOf, entry, observation, patient, transactionOf, urn } from './bundle-of.ts';

const server = useServer();
const kinds = ['batch', 'transaction'] as const;
let n = 0;

/** Creates a patient whose id is its identifier as well. */
async function created(more: object = {}): Promise<string> {
  const id = `p${++n}`;
  await server().put(`/Patient/${id}`, patient(id, { id, ...more }));
  return id;
}

/** A JSON Patch as an entry holds it. */
const binary = (operations: unknown, contentType = 'application/json-patch+json') => ({
  resourceType: 'Binary',
  contentType,
  data: Buffer.from(JSON.stringify(operations)).toString('base64'),
});
const gender = (value: string) => [{ op: 'add', path: '/gender', value }];
const birthDate = parametersOf(
  operation(
    'add',
    'Patient',
    part('name', 'valueString', 'birthDate'),
    part('value', 'valueDate', '1970-01-01'),
  ),
);
const statusOf = ({ response }: ReplyEntry) => response?.status;
const send = (type: string, ...entries: object[]) =>
  server().post('', bundleOf(type, ...entries), { Prefer: 'return=representation' });

describe.each(kinds)('a patch as an entry of a %s', (type) => {
  it('is a JSON Patch in a Binary or a FHIRPath Patch as Parameters', async () => {
    const [a, b] = [await created(), await created()];
    const { status, entries } = await send(
      type,
      entry(`PATCH Patient/${a}`, binary(gender('female'))),
      entry(`PATCH Patient?identifier=urn:s|${b}`, birthDate),
    );
    expect(status).toBe(200);
    expect(entries.map(statusOf)).toEqual(['200 OK', '200 OK']);
    expect(entries[0]).toMatchObject({
      resource: { id: a, gender: 'female' },
      response: { etag: 'W/"2"', location: `Patient/${a}/_history/2` },
    });
    expect(entries[1]).toMatchObject({ resource: { id: b, birthDate: '1970-01-01' } });
    expect((await server().get(`/Patient/${a}/_history`)).entries[0]?.request?.method).toBe('PATCH');
  });

  it('that changes nothing makes no version', async () => {
    const id = await created({ gender: 'male' });
    const { entries } = await send(type, entry(`PATCH Patient/${id}`, binary(gender('male'))));
    expect(entries[0]?.response).toMatchObject({ status: '200 OK', etag: 'W/"1"' });
  });
});

describe('a patch in a transaction', () => {
  const transaction = (...entries: object[]) => server().post('', transactionOf(...entries));

  it('leads to what other entries create', async () => {
    const id = await created();
    const link = [{ op: 'add', path: '/generalPractitioner', value: [{ reference: urn(1) }] }];
    const { status, entries } = await send(
      'transaction',
      entry(`PATCH Patient/${id}`, binary(link)),
      entry('POST Practitioner', { resourceType: 'Practitioner' }, { fullUrl: urn(1) }),
    );
    expect(status).toBe(200);
    expect(entries[0]?.resource?.generalPractitioner).toEqual([
      { reference: `Practitioner/${entries[1]?.resource?.id}` },
    ]);
  });

  it('may be led to by its fullUrl', async () => {
    const id = await created();
    const { entries } = await send(
      'transaction',
      entry('POST Observation', observation(urn(2))),
      entry(`PATCH Patient?identifier=urn:s|${id}`, birthDate, { fullUrl: urn(2) }),
    );
    expect(entries[0]?.resource?.subject).toEqual({ reference: `Patient/${id}` });
  });

  it('leaves a urn of the stored resource that no entry has', async () => {
    const id = await created({ generalPractitioner: [{ reference: urn(99) }] });
    const { entries } = await send('transaction', entry(`PATCH Patient/${id}`, birthDate));
    expect(entries[0]?.resource?.generalPractitioner).toEqual([{ reference: urn(99) }]);
  });

  it('comes before what is read', async () => {
    const id = await created();
    const { entries } = await transaction(
      entry(`GET Patient/${id}`),
      entry(`PATCH Patient/${id}`, birthDate),
    );
    expect(entries[0]?.resource).toMatchObject({ birthDate: '1970-01-01', meta: { versionId: '2' } });
  });

  it.each([
    ['cannot be carried out', () => binary([{ op: 'remove', path: '/photo' }]), 422, 'Bundle.entry[1]'],
    ['leaves what is not valid', () => binary(gender('blue')), 400, 'Bundle.entry[1]'],
    ['is no JSON Patch', () => binary({ op: 'remove' }), 400, 'Bundle.entry[1].resource'],
    ['is no JSON', () => ({ ...binary([]), data: 'e30K?'.repeat(3) }), 400, 'Bundle.entry[1].resource.data'],
    [
      'has no content',
      () => ({ resourceType: 'Binary', contentType: 'application/json-patch+json' }),
      400,
      'Bundle.entry[1].resource.data',
    ],
    [
      'is of another type',
      () => binary([], 'application/xml-patch+xml'),
      415,
      'Bundle.entry[1].resource.contentType',
    ],
    ['is another resource', () => patient('x'), 400, 'Bundle.entry[1].resource'],
    [
      'has an operation that there is not',
      () => parametersOf(operation('remove', 'Patient.name')),
      400,
      'Bundle.entry[1].resource.parameter[0]',
    ],
    [
      'is no valid Parameters',
      () => ({ resourceType: 'Parameters', parameter: [{ name: 5 }] }),
      400,
      'Bundle.entry[1].resource.parameter[0].name',
    ],
  ])('that %s refuses the whole', async (_, resource, status, expression) => {
    const id = await created();
    const reply = await transaction(
      entry('POST Patient', patient(`with-${id}`)),
      entry(`PATCH Patient/${id}`, resource()),
    );
    expect(reply.status).toBe(status);
    expect(reply.issues[0]?.expression).toEqual([expression]);
    expect((await server().get(`/Patient?identifier=with-${id}`)).resource.total).toBe(0);
    expect((await server().get(`/Patient/${id}`)).headers.etag).toBe('W/"1"');
  });

  it('refuses the whole where nothing is there, or several are', async () => {
    const two = [await created(), await created()];
    for (const id of two)
      await server().put(`/Patient/${id}`, {
        resourceType: 'Patient',
        id,
        identifier: [{ value: 'several' }],
      });
    for (const [path, status] of [
      ['Patient/never', 404],
      ['Patient?identifier=never', 404],
      ['Patient?identifier=several', 412],
      ['Patient', 400],
    ] as const)
      expect(
        await transaction(entry('POST Patient', patient('beside')), entry(`PATCH ${path}`, birthDate)),
      ).toMatchObject({
        status,
        issues: [{ expression: [expect.stringContaining('Bundle.entry[1]')] }],
      });
    expect((await server().get('/Patient?identifier=beside')).resource.total).toBe(0);
  });

  it('heeds ifMatch', async () => {
    const id = await created();
    const at = (ifMatch: string) => transaction(entry(`PATCH Patient/${id}`, birthDate, { ifMatch }));
    expect(await at('W/"7"')).toMatchObject({ status: 412, issues: [{ expression: ['Bundle.entry[0]'] }] });
    expect((await at('W/"1"')).status).toBe(200);
  });

  it('is refused with another write of the same resource, by whatever it is found', async () => {
    const id = await created();
    const patch = entry(`PATCH Patient/${id}`, birthDate);
    for (const other of [
      entry(`PUT Patient/${id}`, patient(id, { id, active: true })),
      entry(`DELETE Patient/${id}`),
      entry(`DELETE Patient?identifier=urn:s|${id}`),
      entry(`PATCH Patient?identifier=urn:s|${id}`, binary(gender('male'))),
    ])
      for (const entries of [
        [patch, other],
        [other, patch],
      ])
        expect(await transaction(...entries)).toMatchObject({ status: 400, issues: [{ code: 'duplicate' }] });
    expect((await server().get(`/Patient/${id}`)).headers.etag).toBe('W/"1"');
  });

  it('loses nothing when transactions and single patches come at once', async () => {
    const id = await created();
    const add = (value: string) => [{ op: 'add', path: '/identifier/-', value: { value } }];
    const replies = await Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        i % 2
          ? transaction(
              entry(`PATCH Patient/${id}`, binary(add(`t${i}`))),
              entry('POST Patient', patient(`t${i}`)),
            )
          : server().send('PATCH', `/Patient/${id}`, {
              body: add(`s${i}`),
              headers: { 'Content-Type': 'application/json-patch+json' },
            }),
      ),
    );
    const done = replies.filter(({ status }) => status === 200);
    for (const { status, issues } of replies)
      if (status !== 200) expect([status, issues[0]?.code]).toEqual([409, 'lock-error']);
    const { resource } = await server().get(`/Patient/${id}`);
    expect(resource.identifier).toHaveLength(1 + done.length);
    expect(done.length).toBeGreaterThan(12);
  });
});

it('answers a patch that a batch cannot carry out in its own entry', async () => {
  const id = await created();
  const { status, entries } = await send(
    'batch',
    entry(`PATCH Patient/${id}`, binary([{ op: 'remove', path: '/photo' }])),
    entry('PATCH Patient/never', birthDate),
    entry(`PATCH Patient/${id}`, binary([], 'text/plain')),
    entry(`PATCH Patient/${id}`),
    entry('POST Patient', patient('meanwhile')),
  );
  expect(status).toBe(200);
  expect(entries.map((e) => statusOf(e)?.slice(0, 3))).toEqual(['422', '404', '415', '400', '201']);
});
