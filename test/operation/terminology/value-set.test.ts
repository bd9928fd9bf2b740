import { useServer } from '../../server-for-tests.ts';
import { outputs, parameters } from './called.ts';

const server = useServer();
const STATUS = 'http://hl7.org/fhir/ValueSet/observation-status';
const own = {
  resourceType: 'ValueSet',
  id: 'own',
  url: 'urn:test:own',
  version: '1',
  status: 'active',
  compose: { include: [{ system: 'http://hl7.org/fhir/observation-status', concept: [{ code: 'final' }] }] },
};

beforeAll(async () => {
  expect((await server().put('/ValueSet/own', own)).status).toBe(201);
});

type Expansion = { total: number; contains?: { code: string; contains?: { code: string }[] }[] };
const expansionOf = (resource: object) => (resource as { expansion: Expansion }).expansion;

describe('ValueSet/$expand', () => {
  it('lists a value set of R4, nested as its code system is', async () => {
    const { status, resource } = await server().get(`/ValueSet/$expand?url=${STATUS}|4.0.1`);
    expect(status).toBe(200);
    expect(resource).toMatchObject({ resourceType: 'ValueSet', url: STATUS });
    const { total, contains = [] } = expansionOf(resource);
    expect(total).toBe(8);
    expect(contains.find(({ code }) => code === 'amended')?.contains).toMatchObject([{ code: 'corrected' }]);
  });

  it('lists a part by a text', async () => {
    const { resource } = await server().get(`/ValueSet/$expand?url=${STATUS}&filter=am&offset=0&count=5`);
    expect(expansionOf(resource)).toMatchObject({ total: 1, contains: [{ code: 'amended' }] });
  });

  it('lists a value set that is stored, that comes along, or that is bound to an element', async () => {
    const stored = await server().get('/ValueSet/own/$expand');
    expect(expansionOf(stored.resource).total).toBe(1);
    const given = await server().post('/ValueSet/$expand', parameters({ name: 'valueSet', resource: own }));
    expect(expansionOf(given.resource).total).toBe(1);
    const body = await server().post('/ValueSet/$expand', own);
    expect(expansionOf(body.resource).total).toBe(1);
    const context = encodeURIComponent(
      'http://hl7.org/fhir/StructureDefinition/Observation#Observation.status',
    );
    const bound = await server().get(`/ValueSet/$expand?context=${context}`);
    expect(bound.resource).toMatchObject({ url: STATUS });
  });

  it.each([
    ['nothing', '', 400, 'required'],
    ['a url and a context', `url=${STATUS}&context=urn:x`, 400, 'value'],
    ['a value set that there is not', 'url=urn:nowhere', 404, 'not-found'],
    ['an endless one', 'url=http://hl7.org/fhir/ValueSet/ucum-units', 422, 'too-costly'],
    ['the hierarchy of a part of SNOMED CT', 'url=http://hl7.org/fhir/ValueSet/body-site', 422, 'not-found'],
    ['a negative offset', `url=${STATUS}&offset=-1`, 400, 'value'],
    ['a count that is no number', `url=${STATUS}&count=many`, 400, 'value'],
    ['another time', `url=${STATUS}&date=2020-01-01`, 422, 'not-supported'],
  ])('refuses %s', async (_, query, status, code) => {
    const reply = await server().get(`/ValueSet/$expand?${query}`);
    expect([reply.status, reply.issues[0]?.code]).toEqual([status, code]);
  });

  it.each([
    ['includes that are no array', { compose: { include: 7 } }],
    ['a filter without its parts', { compose: { include: [{ system: 'urn:x', filter: [{}] }] } }],
    ['a code that is a number', { compose: { include: [{ system: 'urn:x', concept: [{ code: 1 }] }] } }],
  ])('refuses a value set with %s', async (_, broken) => {
    const resource = { resourceType: 'ValueSet', status: 'active', ...broken };
    const reply = await server().post('/ValueSet/$expand', parameters({ name: 'valueSet', resource }));
    expect(reply.status).toBe(400);
  });
});

describe('ValueSet/$validate-code', () => {
  const validate = (query: string) => server().get(`/ValueSet/$validate-code?${query}`);
  const system = 'http://hl7.org/fhir/observation-status';

  it.each([
    [`url=${STATUS}&system=${system}&code=final`, { result: true, display: 'Final' }],
    [`url=${STATUS}&system=${system}&code=finl`, { result: false }],
    [`url=${STATUS}&system=${system}&code=final&display=Ended`, { result: false, display: 'Final' }],
    [`url=urn:test:own&system=${system}&code=amended`, { result: false }],
    [`url=${STATUS}&code=corrected&inferSystem=true`, { result: true }],
    [`url=${STATUS}&code=correct&inferSystem=true`, { result: false }],
  ])('%s', async (query, expected) => {
    const reply = await validate(query);
    expect(reply.status).toBe(200);
    expect(outputs(reply)).toMatchObject(expected);
  });

  it('takes the element that a code stands in as its context', async () => {
    const context = encodeURIComponent(
      'http://hl7.org/fhir/StructureDefinition/Observation#Observation.status',
    );
    expect(outputs(await validate(`context=${context}&code=final`))).toMatchObject({ result: true });
  });

  it('works on a stored value set, and on a CodeableConcept', async () => {
    const stored = await server().get(`/ValueSet/own/$validate-code?system=${system}&code=final`);
    expect(outputs(stored)).toMatchObject({ result: true });
    const coding = [
      { system: 'urn:x', code: 'x' },
      { system, code: 'final' },
    ];
    const reply = await server().post(
      '/ValueSet/$validate-code',
      parameters(
        { name: 'url', valueUri: STATUS },
        { name: 'codeableConcept', valueCodeableConcept: { coding } },
      ),
    );
    expect(outputs(reply)).toMatchObject({ result: true, display: 'Final' });
  });

  it('says neither true nor false of what it cannot know', async () => {
    const reply = await validate(
      'url=http://hl7.org/fhir/ValueSet/body-site&system=http://snomed.info/sct&code=368209003',
    );
    expect([reply.status, reply.issues[0]?.code]).toEqual([422, 'not-found']);
  });

  it.each([
    ['a code without a system', `url=${STATUS}&code=final`],
    ['a system without a code', `url=${STATUS}&system=${system}`],
    ['a code without a value set', `system=${system}&code=final`],
  ])('refuses %s', async (_, query) => {
    expect((await validate(query)).status).toBe(400);
  });
});

describe('what clients store', () => {
  it('is used at once, and so are its changes and its end', async () => {
    const system = {
      resourceType: 'CodeSystem',
      url: 'urn:test:live',
      status: 'active',
      content: 'complete',
    };
    const ask = async (code: string) =>
      server().get(`/ValueSet/$validate-code?url=urn:test:live-vs&system=urn:test:live&code=${code}`);
    expect((await ask('a')).status).toBe(404);

    await server().put('/ValueSet/live', {
      resourceType: 'ValueSet',
      id: 'live',
      url: 'urn:test:live-vs',
      status: 'active',
      compose: { include: [{ system: 'urn:test:live' }] },
    });
    expect((await ask('a')).status).toBe(404);
    await server().put('/CodeSystem/live', { ...system, id: 'live', concept: [{ code: 'a' }] });
    expect(outputs(await ask('a'))).toMatchObject({ result: true });

    await server().put('/CodeSystem/live', { ...system, id: 'live', concept: [{ code: 'b' }] });
    expect(outputs(await ask('a'))).toMatchObject({ result: false });
    expect(outputs(await ask('b'))).toMatchObject({ result: true });

    await server().delete('/CodeSystem/live');
    expect((await ask('b')).status).toBe(404);
  });

  it('does not take the place of what R4 defines, but for another version', async () => {
    await server().post('/CodeSystem', {
      resourceType: 'CodeSystem',
      url: 'http://hl7.org/fhir/observation-status',
      version: '99',
      status: 'active',
      content: 'complete',
      concept: [{ code: 'mine' }],
    });
    const ask = async (version: string) =>
      outputs(
        await server().get(
          `/CodeSystem/$validate-code?url=http://hl7.org/fhir/observation-status&code=mine${version}`,
        ),
      ).result;
    expect([await ask(''), await ask('&version=99')]).toEqual([false, true]);
  });
});
