import { useServer } from '../../server-for-tests.ts';
import { called, outputs, parameters, partsOf } from './called.ts';

const server = useServer();
const LAB = 'https://exo-t2dm.example.org/fhir/CodeSystem/unimus-lab-local';
const TO_LOINC = 'https://exo-t2dm.example.org/fhir/ConceptMap/unimus-lab-to-loinc';
const ANALYTES = 'https://exo-t2dm.example.org/fhir/CodeSystem/exo-analyte';

describe('ConceptMap/$translate', () => {
  const translate = (query: string) => server().get(`/ConceptMap/$translate?${query}`);

  it("translates a laboratory's code by the trial's map", async () => {
    const reply = await translate(`url=${TO_LOINC}&system=${LAB}&code=GDP`);
    expect(outputs(reply)).toMatchObject({ result: true });
    expect(called('match', reply).map(partsOf)).toMatchObject([
      { equivalence: 'equivalent', concept: { system: 'http://loinc.org', code: '1558-6' } },
    ]);
  });

  it('finds a map by its systems, and translates back', async () => {
    const query = `system=http://loinc.org&code=1558-6&targetsystem=${LAB}&reverse=true`;
    const reply = await translate(query);
    const codes = called('match', reply).map((match) => (partsOf(match).concept as { code: string }).code);
    expect(codes.sort()).toEqual(['GDP', 'GPUASA']);
  });

  it('asks for what a mapping depends on', async () => {
    const without = await translate(`system=http://loinc.org&code=14771-0&targetsystem=${ANALYTES}`);
    expect(outputs(without)).toMatchObject({
      result: false,
      message: expect.stringContaining('/property/unit'),
    });
    const dependency = {
      name: 'dependency',
      part: [
        { name: 'element', valueUri: 'https://exo-t2dm.example.org/fhir/property/unit' },
        {
          name: 'concept',
          valueCodeableConcept: { coding: [{ system: 'http://unitsofmeasure.org', code: 'mmol/L' }] },
        },
      ],
    };
    const coding = { name: 'coding', valueCoding: { system: 'http://loinc.org', code: '14771-0' } };
    const targetsystem = { name: 'targetsystem', valueUri: ANALYTES };
    const reply = await server().post('/ConceptMap/$translate', parameters(coding, targetsystem, dependency));
    expect(outputs(reply)).toMatchObject({ result: true });
  });

  it('is false for a code that no map has', async () => {
    const reply = await translate(`url=${TO_LOINC}&system=${LAB}&code=ZZZ`);
    expect(reply.status).toBe(200);
    expect(outputs(reply)).toMatchObject({ result: false, message: expect.any(String) });
  });

  it('works on a stored map', async () => {
    await server().put('/ConceptMap/own', {
      resourceType: 'ConceptMap',
      id: 'own',
      status: 'active',
      group: [
        {
          source: 'urn:a',
          target: 'urn:b',
          element: [{ code: '1', target: [{ code: 'I', equivalence: 'equal' }] }],
        },
      ],
    });
    const reply = await server().get('/ConceptMap/own/$translate?system=urn:a&code=1');
    expect(outputs(reply)).toMatchObject({ result: true });
  });

  it.each([
    ['a map that there is not', 'url=urn:nowhere&system=urn:a&code=1', 404],
    ['a code without a system', `url=${TO_LOINC}&code=GDP`, 400],
    ['nothing', '', 400],
  ])('refuses %s', async (_, query, status) => {
    expect((await translate(query)).status).toBe(status);
  });
});

describe('$closure', () => {
  const closure = (...parameter: object[]) => server().post('/$closure', parameters(...parameter));
  const named = (value: string) => ({ name: 'name', valueString: value });
  const concept = (code: string) => ({
    name: 'concept',
    valueCoding: { system: 'http://hl7.org/fhir/diagnostic-report-status', code },
  });
  type Group = { element: { code: string; target: { code: string; equivalence: string }[] }[] };
  const relations = (resource: object): string[] =>
    ((resource as { group?: Group[] }).group ?? []).flatMap(({ element }) =>
      element.flatMap(({ code, target }) => target.map((t) => `${code} ${t.equivalence} ${t.code}`)),
    );

  it('keeps a table that grows, and gives what is new since a version', async () => {
    const begun = await closure(named('reports'));
    expect(begun.resource).toMatchObject({ resourceType: 'ConceptMap', name: 'reports', version: '1' });
    const first = await closure(named('reports'), concept('corrected'), concept('amended'));
    expect(relations(first.resource)).toEqual(['corrected subsumes amended']);
    const second = await closure(named('reports'), concept('appended'), concept('amended'));
    expect(relations(second.resource)).toEqual(['appended subsumes amended']);
    const since = async (version: string) =>
      relations((await closure(named('reports'), { name: 'version', valueString: version })).resource);
    expect(await since('2')).toEqual(['appended subsumes amended']);
    expect(await since('1')).toHaveLength(2);
  });

  it('adds what comes at once, and begins anew where the name alone comes', async () => {
    await closure(named('crowd'));
    const codes = ['final', 'amended', 'corrected', 'appended', 'partial', 'preliminary'];
    await Promise.all(codes.map((code) => closure(named('crowd'), concept(code))));
    const all = await closure(named('crowd'), { name: 'version', valueString: '1' });
    expect(relations(all.resource).sort()).toEqual([
      'appended subsumes amended',
      'corrected subsumes amended',
      'preliminary subsumes partial',
    ]);
    await closure(named('crowd'));
    const anew = await closure(named('crowd'), concept('corrected'));
    expect(relations(anew.resource)).toEqual([]);
  });

  it.each([
    ['a table that was not begun', [named('nobody'), concept('final')], 404],
    ['a code that there is not', [named('wrong'), concept('zzz')], 404],
    ['no name', [concept('final')], 400],
    [
      'concepts together with a version',
      [named('wrong'), concept('final'), { name: 'version', valueString: '1' }],
      400,
    ],
    ['a version that there is not', [named('wrong'), { name: 'version', valueString: '77' }], 404],
  ])('refuses %s', async (_, parameter, status) => {
    await closure(named('wrong'));
    expect((await closure(...parameter)).status).toBe(status);
  });

  it('changes something, and is not to be had by GET', async () => {
    expect((await server().get('/$closure?name=reports')).status).toBe(405);
  });
});

describe('NamingSystem/$preferred-id', () => {
  it("finds another id of the trial's identifiers", async () => {
    const id = 'https://exo-t2dm.example.org/fhir/sid/subject';
    const reply = await server().get(`/NamingSystem/$preferred-id?id=${id}&type=uri`);
    expect(outputs(reply)).toEqual({ result: id });
    expect((await server().get(`/NamingSystem/$preferred-id?id=${id}&type=oid`)).status).toBe(404);
    expect((await server().get('/NamingSystem/$preferred-id?id=urn:nowhere&type=uri')).status).toBe(404);
  });
});
