import { useServer } from '../../server-for-tests.ts';
import { called, outputs, parameters, partsOf } from './called.ts';

const server = useServer();
const OBSERVATION_STATUS = 'http://hl7.org/fhir/observation-status';

const colours = {
  resourceType: 'CodeSystem',
  id: 'colours',
  url: 'urn:test:colours',
  version: '1',
  name: 'Colours',
  status: 'active',
  caseSensitive: true,
  content: 'complete',
  property: [{ code: 'wavelength', type: 'decimal' }],
  concept: [
    {
      code: 'red',
      display: 'Red',
      definition: 'As blood is.',
      designation: [
        { language: 'id', value: 'Merah' },
        { language: 'de', value: 'Rot' },
      ],
      property: [{ code: 'wavelength', valueDecimal: 700 }],
      concept: [{ code: 'crimson', display: 'Crimson' }],
    },
    { code: 'blue', display: 'Blue' },
  ],
};

beforeAll(async () => {
  const text = JSON.stringify(colours).replace('"valueDecimal":700', '"valueDecimal":700.0');
  expect((await server().send('PUT', '/CodeSystem/colours', { body: text })).status).toBe(201);
});

describe('CodeSystem/$lookup', () => {
  it('gives what the system says of a code', async () => {
    const reply = await server().get('/CodeSystem/$lookup?system=urn:test:colours&code=red');
    expect(reply.status).toBe(200);
    expect(outputs(reply)).toMatchObject({ name: 'Colours', version: '1', display: 'Red' });
    const property = called('property', reply).map(partsOf);
    expect(property).toContainEqual({ code: 'definition', value: 'As blood is.' });
    expect(property).toContainEqual({ code: 'child', value: 'crimson', description: 'Crimson' });
    expect(property).toContainEqual({ code: 'inactive', value: false });
    expect(called('designation', reply).map(partsOf)).toEqual([
      { language: 'id', value: 'Merah' },
      { language: 'de', value: 'Rot' },
    ]);
    expect(reply.text).toContain('"valueDecimal":700.0');
  });

  it('gives the properties that are asked for, and the display in a language', async () => {
    const query = 'property=parent&property=lang.de&displayLanguage=de';
    const reply = await server().get(`/CodeSystem/$lookup?system=urn:test:colours&code=red&${query}`);
    expect(outputs(reply)).toMatchObject({ display: 'Rot' });
    expect(called('designation', reply).map(partsOf)).toEqual([{ language: 'de', value: 'Rot' }]);
    expect(called('property', reply)).toEqual([]);
    const below = await server().get(
      '/CodeSystem/$lookup?system=urn:test:colours&code=crimson&property=parent',
    );
    expect(called('property', below).map(partsOf)).toEqual([
      { code: 'parent', value: 'red', description: 'Red' },
    ]);
  });

  it('takes a Coding in Parameters', async () => {
    const coding = { name: 'coding', valueCoding: { system: OBSERVATION_STATUS, code: 'final' } };
    const reply = await server().post('/CodeSystem/$lookup', parameters(coding));
    expect(outputs(reply)).toMatchObject({ name: 'ObservationStatus', version: '4.0.1', display: 'Final' });
  });

  it.each([
    ['a code without a system', 'code=red', 400, 'required'],
    ['nothing', '', 400, 'required'],
    ['a code that there is not', 'system=urn:test:colours&code=green', 404, 'not-found'],
    ['a system that there is not', 'system=urn:nowhere&code=red', 404, 'not-found'],
    ['another time', 'system=urn:test:colours&code=red&date=2020', 422, 'not-supported'],
    ['what it does not have', 'system=urn:test:colours&code=red&colour=1', 400, 'not-supported'],
  ])('refuses %s', async (_, query, status, code) => {
    const reply = await server().get(`/CodeSystem/$lookup?${query}`);
    expect([reply.status, reply.issues[0]?.code]).toEqual([status, code]);
  });
});

describe('CodeSystem/$validate-code', () => {
  const validate = (query: string) => server().get(`/CodeSystem/$validate-code?${query}`);

  it.each([
    ['url=urn:test:colours&code=red', { result: true, display: 'Red' }],
    ['url=urn:test:colours&code=red&display=Merah', { result: true }],
    ['url=urn:test:colours&code=red&display=Green', { result: false, display: 'Red' }],
    ['url=urn:test:colours&code=green', { result: false }],
    ['url=http://unitsofmeasure.org&code=mg/dL', { result: true }],
    ['url=http://unitsofmeasure.org&code=mgdl', { result: false }],
    ['url=http://terminology.hl7.org/CodeSystem/v3-ActCode&code=_ActAccountCode', { result: false }],
    [
      'url=http://terminology.hl7.org/CodeSystem/v3-ActCode&code=_ActAccountCode&abstract=true',
      { result: true },
    ],
  ])('%s', async (query, expected) => {
    const reply = await validate(query);
    expect(reply.status).toBe(200);
    expect(outputs(reply)).toMatchObject(expected);
    expect(typeof outputs(reply).message).toBe(expected.result ? 'undefined' : 'string');
  });

  it('works on a stored code system, and on one that comes along', async () => {
    const stored = await server().get('/CodeSystem/colours/$validate-code?code=blue');
    expect(outputs(stored)).toMatchObject({ result: true, display: 'Blue' });
    const given = { ...colours, url: 'urn:test:given', concept: [{ code: 'grey' }] };
    const reply = await server().post(
      '/CodeSystem/$validate-code',
      parameters({ name: 'codeSystem', resource: given }, { name: 'code', valueCode: 'grey' }),
    );
    expect(outputs(reply)).toMatchObject({ result: true });
  });

  it('is true for a CodeableConcept of which one coding is valid', async () => {
    const coding = [
      { system: 'urn:test:colours', code: 'green' },
      { system: 'urn:test:colours', code: 'blue' },
    ];
    const concept = { name: 'codeableConcept', valueCodeableConcept: { coding } };
    const url = { name: 'url', valueUri: 'urn:test:colours' };
    expect(
      outputs(await server().post('/CodeSystem/$validate-code', parameters(url, concept))),
    ).toMatchObject({
      result: true,
      display: 'Blue',
    });
  });

  it('says neither true nor false of what it cannot know', async () => {
    const nowhere = await validate('url=urn:nowhere&code=x');
    expect([nowhere.status, nowhere.issues[0]?.code]).toEqual([404, 'not-found']);
    const fragment = await validate('url=http://loinc.org&code=99999-9');
    expect([fragment.status, fragment.issues[0]?.code]).toEqual([422, 'not-found']);
  });

  it('refuses a code system that is none', async () => {
    const broken = { ...colours, content: 'everything', concept: [{ code: 7 }] };
    const reply = await server().post(
      '/CodeSystem/$validate-code',
      parameters({ name: 'codeSystem', resource: broken }, { name: 'code', valueCode: 'grey' }),
    );
    expect(reply.status).toBe(400);
    expect(reply.issues.map(({ expression }) => expression?.[0])).toContain(
      'Parameters.parameter[0].resource.content',
    );
  });
});

describe('CodeSystem/$subsumes', () => {
  const subsumes = async (path: string) => outputs(await server().get(`/CodeSystem${path}`)).outcome;

  it.each([
    ['amended', 'corrected', 'subsumes'],
    ['corrected', 'amended', 'subsumed-by'],
    ['final', 'amended', 'not-subsumed'],
    ['final', 'final', 'equivalent'],
  ])('%s and %s of an observation: %s', async (a, b, outcome) => {
    expect(await subsumes(`/$subsumes?system=${OBSERVATION_STATUS}&codeA=${a}&codeB=${b}`)).toBe(outcome);
  });

  it('works on a stored code system, and takes Codings', async () => {
    expect(await subsumes('/colours/$subsumes?codeA=red&codeB=crimson')).toBe('subsumes');
    const coding = (name: string, code: string) => ({
      name,
      valueCoding: { system: 'urn:test:colours', code },
    });
    const reply = await server().post(
      '/CodeSystem/$subsumes',
      parameters(coding('codingA', 'crimson'), coding('codingB', 'red')),
    );
    expect(outputs(reply).outcome).toBe('subsumed-by');
  });

  it.each([
    ['one code alone', `system=${OBSERVATION_STATUS}&codeA=final`, 400],
    ['codes without a system', 'codeA=final&codeB=amended', 400],
    ['a code that there is not', `system=${OBSERVATION_STATUS}&codeA=final&codeB=zzz`, 404],
    ['codes of a part of SNOMED CT', 'system=http://snomed.info/sct&codeA=38341003&codeB=56265001', 422],
  ])('refuses %s', async (_, query, status) => {
    expect((await server().get(`/CodeSystem/$subsumes?${query}`)).status).toBe(status);
  });
});
