import type { Resource } from '#fhir/resource.ts';
import { useServer } from '../../server-for-tests.ts';
import { entry, observation, patient, transactionOf, urn } from './bundle-of.ts';

const server = useServer();
const transaction = (...entries: object[]) => server().post('', transactionOf(...entries));
const representation = (...entries: object[]) =>
  server().post('', transactionOf(...entries), { Prefer: 'return=representation' });
const total = async (search: string) => (await server().get(`/${search}&_summary=count`)).resource.total;

it('answers in the order of the entries, with the place of each', async () => {
  await server().put('/Patient/leaving', patient('leaving', { id: 'leaving' }));
  const { status, resource, entries } = await transaction(
    entry('GET Patient/put'),
    entry('PUT Patient/put', patient('put', { id: 'put' })),
    entry('POST Patient', patient('posted')),
    entry('DELETE Patient/leaving'),
    entry('GET Patient?identifier=urn:s|posted'),
  );
  expect(status).toBe(200);
  expect(resource.type).toBe('transaction-response');
  expect(entries.map(({ response }) => response?.status)).toEqual([
    '200 OK',
    '201 Created',
    '201 Created',
    '204 No Content',
    '200 OK',
  ]);
  expect(entries[0]?.resource).toMatchObject({ id: 'put' });
  expect(entries[1]?.response).toMatchObject({
    location: expect.stringMatching(/Patient\/put\/_history\/1$/),
    etag: 'W/"1"',
    lastModified: expect.stringMatching(/Z$/),
  });
  expect(entries[4]?.resource).toMatchObject({ type: 'searchset', total: 1 });
});

it('deletes before it creates, and creates before it updates', async () => {
  await server().put('/Patient/first', patient('order', { id: 'first' }));
  const { entries } = await transaction(
    entry('PUT Patient/third', patient('third', { id: 'third' })),
    entry('POST Patient', patient('second')),
    entry('DELETE Patient/first'),
  );
  expect(entries.map(({ response }) => response?.status)).toEqual([
    '201 Created',
    '201 Created',
    '204 No Content',
  ]);
  const { entries: versions } = await server().get('/_history?_count=3');
  expect(versions.map(({ request }) => request?.method)).toEqual(['PUT', 'POST', 'DELETE']);
});

describe('references within the bundle', () => {
  it('are rewritten wherever they stand', async () => {
    const { status, entries } = await representation(
      entry(
        'POST Observation',
        observation(urn(1), {
          extension: [
            { url: 'http://example.org/about', valueReference: { reference: urn(1) } },
            { url: 'http://example.org/uri', valueUri: urn(1) },
          ],
          contained: [
            {
              resourceType: 'Group',
              id: 'g',
              type: 'person',
              actual: true,
              member: [{ entity: { reference: urn(1) } }],
            },
          ],
          focus: [{ reference: '#g' }],
          text: {
            status: 'generated',
            div: `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${urn(1)}">who</a> ${urn(1)}</div>`,
          },
          note: [{ text: urn(1) }],
          performer: [{ reference: urn(2) }],
        }),
        { fullUrl: urn(3) },
      ),
      entry('POST Patient', patient('referred'), { fullUrl: urn(1) }),
      entry('PUT Practitioner/doctor', { resourceType: 'Practitioner', id: 'doctor' }, { fullUrl: urn(2) }),
    );
    expect(status).toBe(200);
    const id = `Patient/${entries[1]?.resource?.id}`;
    expect(entries[0]?.resource).toMatchObject({
      subject: { reference: id },
      extension: [{ valueReference: { reference: id } }, { valueUri: id }],
      contained: [{ member: [{ entity: { reference: id } }] }],
      focus: [{ reference: '#g' }],
      text: { div: `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${id}">who</a> ${urn(1)}</div>` },
      note: [{ text: urn(1) }],
      performer: [{ reference: 'Practitioner/doctor' }],
    });
    expect(await total(`Observation?subject=${id}`)).toBe(1);
  });

  it('may lead in circles', async () => {
    const organization = (partOf: string) => ({
      resourceType: 'Organization',
      name: 'O',
      partOf: { reference: partOf },
    });
    const { entries } = await representation(
      entry('POST Organization', organization(urn(2)), { fullUrl: urn(1) }),
      entry('POST Organization', organization(urn(1)), { fullUrl: urn(2) }),
    );
    const [one, two] = entries.map(({ resource }) => resource as Resource);
    expect(one).toMatchObject({ partOf: { reference: `Organization/${two?.id}` } });
    expect(two).toMatchObject({ partOf: { reference: `Organization/${one?.id}` } });
  });

  it('lead to what a conditional create finds', async () => {
    await server().put('/Patient/found', patient('found', { id: 'found' }));
    const { entries } = await representation(
      entry('POST Patient', patient('found'), { fullUrl: urn(1), ifNoneExist: 'identifier=urn:s|found' }),
      entry('POST Observation', observation(urn(1))),
    );
    expect(entries.map(({ response }) => response?.status)).toEqual(['200 OK', '201 Created']);
    expect(entries[1]?.resource).toMatchObject({ subject: { reference: 'Patient/found' } });
    expect(await total('Observation?subject=Patient/found')).toBe(1);
  });

  it.each([urn(9), 'urn:oid:1.2.3'])('refuse the whole when they lead to no entry: %s', async (reference) => {
    expect(
      await transaction(
        entry('POST Patient', patient('lost'), { fullUrl: urn(1) }),
        entry('POST Observation', observation(urn(1), { performer: [{ reference }] })),
      ),
    ).toMatchObject({
      status: 400,
      issues: [{ code: 'not-found', expression: ['Bundle.entry[1].resource.performer[0].reference'] }],
    });
    expect(await total('Patient?identifier=urn:s|lost')).toBe(0);
  });

  it('are left as they are where they lead elsewhere', async () => {
    const { entries } = await representation(
      entry('POST Observation', observation('http://elsewhere.example/fhir/Patient/1')),
      entry('POST Observation', observation('Patient/not-here-yet')),
    );
    expect(entries.map(({ resource }) => resource?.subject)).toEqual([
      { reference: 'http://elsewhere.example/fhir/Patient/1' },
      { reference: 'Patient/not-here-yet' },
    ]);
  });
});

describe('references by search', () => {
  it('become the resource that is found', async () => {
    await server().put('/Practitioner/dr', {
      resourceType: 'Practitioner',
      id: 'dr',
      identifier: [{ value: 'dr-1' }],
    });
    const { entries } = await representation(
      entry(
        'POST Observation',
        observation('Patient/x', { performer: [{ reference: 'Practitioner?identifier=dr-1' }] }),
      ),
    );
    expect(entries[0]?.resource).toMatchObject({ performer: [{ reference: 'Practitioner/dr' }] });
    expect(await total('Observation?performer=Practitioner/dr')).toBe(1);
  });

  it.each([
    ['nothing', 'Practitioner?identifier=nobody', 412],
    ['several', 'Patient?identifier=urn:s|several', 412],
    ['what is no type', 'Doctor?name=x', 400],
    ['what cannot be searched', 'Practitioner?colour=red', 400],
  ])('refuse the whole when they find %s, and name the place', async (_, reference, status) => {
    if (!(await total('Patient?identifier=urn:s|several')))
      await transaction(entry('POST Patient', patient('several')), entry('POST Patient', patient('several')));
    const reply = await transaction(
      entry('POST Patient', patient('beside')),
      entry('POST Observation', observation('Patient/x', { performer: [{ reference }] })),
    );
    expect(reply).toMatchObject({
      status,
      issues: [{ expression: ['Bundle.entry[1].resource.performer[0].reference'] }],
    });
    expect(await total('Patient?identifier=urn:s|beside')).toBe(0);
  });
});

describe('all or nothing', () => {
  it('stores nothing of a hundred entries of which one is wrong, and names it', async () => {
    const entries = Array.from({ length: 100 }, (_, i) =>
      entry('POST Patient', patient('hundred', i === 63 ? { gender: 'f' } : {})),
    );
    expect(await transaction(...entries)).toMatchObject({
      status: 400,
      resource: { resourceType: 'OperationOutcome' },
      issues: [{ severity: 'error', expression: ['Bundle.entry[63].resource.gender'] }],
    });
    expect(await total('Patient?identifier=urn:s|hundred')).toBe(0);
  });

  it.each([
    ['no request', { resource: patient('void') }, 400, 'Bundle.entry[1].request'],
    ['a method that is none', entry('FETCH Patient/1'), 400, 'Bundle.entry[1].request.method'],
    ['a type that is none', entry('POST Human', patient('void')), 404, 'Bundle.entry[1].request.url'],
    ['no resource', entry('POST Patient'), 400, 'Bundle.entry[1].resource'],
    [
      'a resource of another type',
      entry('POST Device', patient('void')),
      400,
      'Bundle.entry[1].resource.resourceType',
    ],
    ['an id in a POST', entry('POST Patient/1', patient('void')), 400, 'Bundle.entry[1].request.url'],
    ['neither id nor criteria', entry('PUT Patient', patient('void')), 400, 'Bundle.entry[1].request.url'],
    [
      'another id than its url',
      entry('PUT Patient/1', patient('void', { id: '2' })),
      400,
      'Bundle.entry[1].resource.id',
    ],
    ['an id that is none', entry('DELETE Patient/a_b'), 400, 'Bundle.entry[1].request.url'],
    [
      'a version that is gone',
      entry('PUT Patient/1', patient('void', { id: '1' }), { ifMatch: 'W/"4"' }),
      412,
      'Bundle.entry[1]',
    ],
    [
      'criteria that are none',
      entry('POST Patient', patient('void'), { ifNoneExist: 'colour=red' }),
      400,
      'Bundle.entry[1]',
    ],
    ['a resource that is not there to read', entry('GET Patient/nobody'), 404, 'Bundle.entry[1]'],
    [
      'the fullUrl of another',
      entry('POST Patient', patient('void'), { fullUrl: urn(1) }),
      400,
      'Bundle.entry[1].fullUrl',
    ],
  ])('stores nothing beside an entry with %s', async (_, wrong, status, expression) => {
    const reply = await transaction(entry('POST Patient', patient('void'), { fullUrl: urn(1) }), wrong);
    expect(reply).toMatchObject({ status, issues: [{ expression: [expression] }] });
    expect(await total('Patient?identifier=urn:s|void')).toBe(0);
  });

  it('refuses a wrong search before anything is written', async () => {
    const reply = await transaction(entry('POST Patient', patient('void')), entry('GET Patient?colour=red'));
    expect(reply.status).toBe(400);
    expect(await total('Patient?identifier=urn:s|void')).toBe(0);
  });

  it('refuses two entries about one resource', async () => {
    await server().put('/Patient/one', patient('one', { id: 'one' }));
    expect(
      await transaction(
        entry('DELETE Patient?identifier=urn:s|one'),
        entry('PUT Patient/one', patient('one', { id: 'one' })),
      ),
    ).toMatchObject({ status: 400, issues: [{ code: 'duplicate', expression: ['Bundle.entry[1]'] }] });
    expect((await server().get('/Patient/one')).headers.etag).toBe('W/"1"');
  });
});

it('doubles nothing when it is sent again', async () => {
  const bundle = [
    entry('POST Patient', patient('again'), { fullUrl: urn(1), ifNoneExist: 'identifier=urn:s|again' }),
    entry('POST Observation', observation(urn(1), { identifier: [{ value: 'again-1' }] }), {
      ifNoneExist: 'identifier=again-1',
    }),
    entry('PUT Observation?identifier=again-2', observation(urn(1), { identifier: [{ value: 'again-2' }] })),
  ];
  const first = await transaction(...bundle);
  const second = await transaction(...bundle);
  expect(first.entries.map(({ response }) => response?.status)).toEqual(Array(3).fill('201 Created'));
  expect(second.entries.map(({ response }) => response?.status)).toEqual(Array(3).fill('200 OK'));
  expect(second.entries.map(({ response }) => response?.location)).toEqual(
    first.entries.map(({ response }) => response?.location),
  );
});

it('stores one of each when the same arrives many times at once', async () => {
  const bundle = [
    entry('POST Patient', patient('at-once'), { fullUrl: urn(1), ifNoneExist: 'identifier=urn:s|at-once' }),
    entry('POST Observation', observation(urn(1), { identifier: [{ value: 'at-once' }] }), {
      ifNoneExist: 'identifier=at-once',
    }),
  ];
  const replies = await Promise.all(Array.from({ length: 20 }, () => transaction(...bundle)));
  expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(await total('Patient?identifier=urn:s|at-once')).toBe(1);
  expect(await total('Observation?identifier=at-once')).toBe(1);
});
