import { useServer } from '../server-for-tests.ts';

const server = useServer();
const patient = { resourceType: 'Patient', name: [{ family: 'Candra' }] };
const withIdentifier = (value: string) => ({
  resourceType: 'Patient',
  identifier: [{ system: 'urn:s', value }],
});
const unless = (criteria: string) => ({ 'If-None-Exist': criteria });

describe('create', () => {
  it('stores the resource under an id of the server and says where', async () => {
    const { status, headers, resource } = await server().post('/Patient', patient);
    expect(status).toBe(201);
    expect(resource).toEqual({
      ...patient,
      id: expect.stringMatching(/^[A-Za-z0-9\-.]{1,64}$/),
      meta: { versionId: '1', lastUpdated: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    expect(headers).toMatchObject({
      location: `${server().baseUrl}/Patient/${resource.id}/_history/1`,
      etag: 'W/"1"',
      'last-modified': new Date(resource.meta?.lastUpdated as string).toUTCString(),
    });
    expect((await server().get(`/Patient/${resource.id}`)).resource).toEqual(resource);
  });

  it('takes neither id nor version of the client, but the rest of meta', async () => {
    const meta = { versionId: '7', lastUpdated: '1999-01-01T00:00:00Z', tag: [{ code: 'HTEST' }] };
    const { resource } = await server().post('/Patient', { ...patient, id: 'mine', meta });
    expect(resource.id).not.toBe('mine');
    expect(resource.meta).toMatchObject({ versionId: '1', tag: [{ code: 'HTEST' }] });
    expect(resource.meta?.lastUpdated).not.toBe(meta.lastUpdated);
  });

  it.each([
    ['another type', { resourceType: 'Observation' }, 'Patient.resourceType'],
    ['no type', {}, 'Patient.resourceType'],
    ['an array', [], 'Patient'],
    ['a text', '"Patient"', 'Patient'],
    ['nothing', undefined, 'Patient'],
  ])('refuses %s in the body', async (_, body, expression) => {
    expect(await server().post('/Patient', body)).toMatchObject({
      status: 400,
      issues: [{ severity: 'error', code: 'structure', expression: [expression] }],
    });
  });

  it('tells all that is wrong with a resource, each with its place', async () => {
    const { status, issues } = await server().post('/Patient', {
      resourceType: 'Patient',
      gender: 'unknown?',
      active: 'yes',
      colour: 'red',
      contact: [{}, { name: { given: 'Ani' } }],
    });
    expect(status).toBe(400);
    const places = issues.map(({ expression }) => expression?.[0]);
    for (const place of [
      'Patient.gender',
      'Patient.active',
      'Patient.colour',
      'Patient.contact[0]',
      'Patient.contact[1].name.given',
    ])
      expect(places).toContain(place);
  });
});

describe('conditional create', () => {
  it('creates once and then answers with what is there', async () => {
    const first = await server().post('/Patient', withIdentifier('once'), unless('identifier=urn:s|once'));
    const second = await server().post('/Patient', withIdentifier('once'), unless('identifier=urn:s|once'));
    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 200, resource: first.resource });
    expect(second.headers.location).toBe(first.headers.location);
  });

  it('creates one resource for 50 requests at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 50 }, () =>
        server().post('/Patient', withIdentifier('crowd'), unless('identifier=urn:s|crowd')),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array(49).fill(200), 201]);
    expect(new Set(replies.map(({ resource }) => resource.id)).size).toBe(1);
    expect((await server().get('/Patient?identifier=urn:s|crowd')).resource).toMatchObject({ total: 1 });
  });

  it('takes the criteria as a whole url too', async () => {
    await server().post('/Patient', withIdentifier('url'));
    for (const criteria of ['?identifier=urn:s|url', 'Patient?identifier=urn:s%7Curl'])
      expect((await server().post('/Patient', withIdentifier('url'), unless(criteria))).status).toBe(200);
  });

  it('answers 412 where several match', async () => {
    await server().post('/Patient', withIdentifier('two'));
    await server().post('/Patient', withIdentifier('two'));
    expect(await server().post('/Patient', withIdentifier('two'), unless('identifier=two'))).toMatchObject({
      status: 412,
      issues: [{ code: 'multiple-matches' }],
    });
  });

  it.each(['', 'unheard-of=1', '_format=json', '_count=1', 'identifier='])(
    "refuses criteria of '%s', which would take any",
    async (criteria) => {
      expect((await server().post('/Patient', patient, unless(criteria))).status).toBe(400);
    },
  );
});

describe('a reference by search', () => {
  const observation = (reference: string) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    subject: { reference },
  });

  it('becomes the resource that is found, in creates and updates', async () => {
    const { resource: patient } = await server().post('/Patient', withIdentifier('subject'));
    const created = await server().post('/Observation', observation('Patient?identifier=urn:s|subject'));
    const updated = await server().put('/Observation/by-search', {
      ...observation('Patient?identifier=urn:s|subject'),
      id: 'by-search',
    });
    for (const { status, resource } of [created, updated]) {
      expect(status).toBe(201);
      expect(resource.subject).toEqual({ reference: `Patient/${patient.id}` });
    }
    const { resource } = await server().get(`/Observation?subject=Patient/${patient.id}`);
    expect(resource.total).toBe(2);
  });

  it.each([
    ['Patient?identifier=urn:s|nobody', 412],
    ['Patient?colour=red', 400],
    ['Human?name=x', 400],
  ])('is refused when it is %s, which finds none', async (reference, status) => {
    expect(await server().post('/Observation', observation(reference))).toMatchObject({
      status,
      issues: [{ expression: ['Observation.subject.reference'] }],
    });
    expect((await server().get(`/Observation?subject=${encodeURIComponent(reference)}`)).resource.total).toBe(
      0,
    );
  });
});

describe('Prefer', () => {
  it('decides what a write answers', async () => {
    const preferring = (prefer: string) => server().post('/Patient', patient, { Prefer: prefer });
    expect((await preferring('return=representation')).resource).toMatchObject(patient);
    const minimal = await preferring('return=minimal');
    expect(minimal).toMatchObject({ status: 201, text: '', headers: { etag: 'W/"1"' } });
    expect(minimal.headers.location).toMatch(/\/Patient\/[^/]+\/_history\/1$/);
    expect(await preferring('return=OperationOutcome')).toMatchObject({
      status: 201,
      resource: { resourceType: 'OperationOutcome' },
      issues: [{ severity: 'information' }],
    });
  });
});
