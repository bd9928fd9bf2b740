import { useServer } from '../../server-for-tests.ts';
import { bundleOf, entry, observation, patient } from './bundle-of.ts';

const server = useServer();
const batch = (...entries: object[]) => server().post('', bundleOf('batch', ...entries));

it('carries out each entry on its own and answers in order', async () => {
  for (const id of ['there', 'leaving']) await server().put(`/Patient/${id}`, patient(id, { id }));
  const { status, resource, entries } = await batch(
    entry('GET Patient/there'),
    entry('POST Patient', patient('new')),
    entry('POST Patient', { resourceType: 'Patient', colour: 'red' }),
    entry('GET Patient/nobody'),
    entry('PUT Patient/own', patient('own', { id: 'own' })),
    entry('DELETE Patient/leaving'),
    entry('GET Patient?identifier=nobody'),
    entry('GET metadata'),
  );
  expect(status).toBe(200);
  expect(resource.type).toBe('batch-response');
  expect(entries.map(({ response }) => response?.status)).toEqual([
    '200 OK',
    '201 Created',
    '400 Bad Request',
    '404 Not Found',
    '201 Created',
    '204 No Content',
    '200 OK',
    '200 OK',
  ]);
  expect(entries[1]?.response).toMatchObject({
    etag: 'W/"1"',
    location: expect.stringMatching(/^Patient\//),
  });
  expect(entries[2]).toMatchObject({
    response: { outcome: { issue: [{ expression: ['Patient.colour'] }] } },
  });
  expect(entries[6]?.resource).toMatchObject({ type: 'searchset', total: 0 });
  expect(entries[7]?.resource?.resourceType).toBe('CapabilityStatement');
});

it('goes by the conditions of an entry', async () => {
  await batch(entry('POST Patient', patient('once'), { ifNoneExist: 'identifier=urn:s|once' }));
  const { entries } = await batch(
    entry('POST Patient', patient('once'), { ifNoneExist: 'identifier=urn:s|once' }),
    entry('PUT Patient/own', patient('other', { id: 'own' }), { ifMatch: 'W/"9"' }),
    entry('GET Patient/own', undefined, { ifNoneMatch: 'W/"1"' }),
    entry('DELETE Patient?identifier=urn:s|never'),
  );
  expect(entries.map(({ response }) => response?.status)).toEqual([
    '200 OK',
    '412 Precondition Failed',
    '304 Not Modified',
    '204 No Content',
  ]);
});

it('deletes before it creates, and reads last of all', async () => {
  await batch(entry('POST Patient', patient('phases')));
  const { entries } = await batch(
    entry('GET Patient?identifier=urn:s|phases'),
    entry('POST Patient', patient('phases'), { ifNoneExist: 'identifier=urn:s|phases' }),
    entry('DELETE Patient?identifier=urn:s|phases'),
  );
  expect(entries.map(({ response }) => response?.status)).toEqual([
    '200 OK',
    '201 Created',
    '204 No Content',
  ]);
  expect(entries[0]?.resource).toMatchObject({ total: 1 });
});

it('says in its place what is wrong with an entry', async () => {
  const { status, entries } = await batch(
    entry('GET Patient/own'),
    { resource: patient('no request') },
    entry('PATCH Patient/own', patient('x')),
    entry('POST Nonsense', { resourceType: 'Nonsense' }),
    entry('GET http://elsewhere.example/fhir/Patient/1'),
    entry('POST Patient'),
  );
  expect(status).toBe(200);
  expect(entries.map(({ response }) => response?.status)).toEqual([
    '200 OK',
    '400 Bad Request',
    '400 Bad Request',
    '404 Not Found',
    '400 Bad Request',
    '400 Bad Request',
  ]);
});

it('answers an empty batch', async () => {
  expect(await server().post('', { resourceType: 'Bundle', type: 'batch' })).toMatchObject({
    status: 200,
    resource: { type: 'batch-response' },
  });
});

it('answers many entries, more than it works on at once, with what they stored if asked to', async () => {
  const many = Array.from({ length: 200 }, (_, i) => entry('POST Observation', observation(`Patient/p${i}`)));
  const { entries } = await server().post('', bundleOf('batch', ...many), {
    prefer: 'return=representation',
  });
  expect(entries).toHaveLength(200);
  for (const [i, { resource }] of entries.entries()) {
    expect(resource).toMatchObject({ subject: { reference: `Patient/p${i}` } });
  }
  const plain = await batch(entry('POST Patient', patient('plain')));
  expect(plain.entries[0]?.resource).toBeUndefined();
  expect(plain.entries[0]?.response?.lastModified).toMatch(/\.\d{3}Z$/);
});

it.each([
  ['no Bundle', { resourceType: 'Patient' }, 'Bundle.resourceType'],
  ['a Bundle that asks for nothing', bundleOf('collection'), 'Bundle.type'],
  ['a Bundle without a type', { resourceType: 'Bundle' }, 'Bundle.type'],
  ['entries that are no list', { resourceType: 'Bundle', type: 'batch', entry: {} }, 'Bundle.entry'],
])('refuses %s at the base', async (_, body, expression) => {
  expect(await server().post('', body)).toMatchObject({
    status: 400,
    issues: [{ expression: [expression] }],
  });
});
