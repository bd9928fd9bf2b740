import { useServer } from '../../server-for-tests.ts';

const server = useServer();
const LINE = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line';
const COLUMN = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col';

const observation = (elements: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
  ...elements,
});

interface PlacedIssue {
  severity: string;
  extension?: { url: string; valueInteger: number }[];
  expression?: string[];
}

/** Line and column of the first issue about an element. */
function placeOf(issues: unknown, expression: string): (number | undefined)[] {
  const issue = (issues as PlacedIssue[]).find((each) => each.expression?.[0] === expression);
  const value = (url: string) => issue?.extension?.find((each) => each.url === url)?.valueInteger;
  return [value(LINE), value(COLUMN)];
}

describe('$validate on a type', () => {
  it('answers 200 and says that nothing was found', async () => {
    const { status, issues } = await server().post('/Observation/$validate', observation());
    expect(status).toBe(200);
    expect(issues).toEqual([
      { severity: 'information', code: 'informational', diagnostics: 'No issues were found.' },
    ]);
  });

  it('answers 200 with all that is wrong, and stores nothing', async () => {
    const { status, issues } = await server().post(
      '/Observation/$validate',
      observation({ status: 'done', colour: 'red' }),
    );
    expect(status).toBe(200);
    expect(issues.map(({ severity, expression }) => [severity, expression?.[0]])).toEqual([
      ['error', 'Observation.status'],
      ['error', 'Observation.colour'],
    ]);
    expect((await server().get('/Observation')).resource.total ?? 0).toBe(0);
  });

  it('takes the resource from Parameters, with mode and profile', async () => {
    const { issues } = await server().post('/Patient/$validate', {
      resourceType: 'Parameters',
      parameter: [
        { name: 'mode', valueCode: 'create' },
        { name: 'resource', resource: { resourceType: 'Patient', gender: 'man' } },
      ],
    });
    expect(issues.map(({ expression }) => expression)).toEqual([['Patient.gender']]);
  });

  it('validates Parameters that are not its own', async () => {
    const parameters = { resourceType: 'Parameters', parameter: [{ name: 'x', valueCode: ' y' }] };
    const { issues } = await server().post('/Parameters/$validate', parameters);
    expect(issues[0]?.expression).toEqual(['Parameters.parameter[0].value.ofType(code)']);
  });

  it('checks the profile that is named, and refuses one that is not known', async () => {
    const bp = encodeURIComponent('http://hl7.org/fhir/StructureDefinition/bp');
    const { issues } = await server().post(`/Observation/$validate?profile=${bp}`, observation());
    expect(issues.map(({ expression }) => expression?.[0])).toContain('Observation');
    const unknown = await server().post('/Observation/$validate?profile=http://a.org/none', observation());
    expect(unknown.status).toBe(422);
    expect(unknown.issues[0]).toMatchObject({ severity: 'error', code: 'not-found' });
  });

  it('refuses another type than the URL names, a mode that is none, and nothing to validate', async () => {
    expect((await server().post('/Patient/$validate', observation())).status).toBe(400);
    expect((await server().post('/Observation/$validate?mode=read', observation())).status).toBe(400);
    expect((await server().get('/Observation/$validate')).status).toBe(400);
  });
});

describe('$validate on a resource', () => {
  beforeAll(() => server().put('/Observation/v1', observation({ id: 'v1' })));

  it('validates what is stored', async () => {
    expect((await server().get('/Observation/v1/$validate')).issues[0]?.severity).toBe('information');
    expect((await server().get('/Observation/nobody/$validate')).status).toBe(404);
  });

  it('validates what is sent as an update of it', async () => {
    const own = await server().post('/Observation/v1/$validate', observation({ id: 'v1' }));
    expect(own.issues[0]?.severity).toBe('information');
    const other = await server().post('/Observation/v1/$validate', observation({ id: 'v2' }));
    expect(other.issues[0]).toMatchObject({ severity: 'error', expression: ['Observation.id'] });
  });

  it('says whether it could be deleted', async () => {
    expect((await server().get('/Observation/v1/$validate?mode=delete')).status).toBe(200);
    expect((await server().get('/Observation/nobody/$validate?mode=delete')).status).toBe(404);
  });
});

describe('the place of an issue', () => {
  it('is a line and a column of the text that was sent', async () => {
    const text = `{
  "resourceType": "Patient",
  "gender": "man",
  "_birthDate": { "extension": [ { "url": "relative", "valueString": "x" } ] },
  "name": [ { "given": [ "A", 5 ] } ]
}`;
    const { issues } = await server().send('POST', '/Patient/$validate', { body: text });
    expect(placeOf(issues, 'Patient.gender')).toEqual([3, 13]);
    expect(placeOf(issues, 'Patient.name[0].given[1]')).toEqual([5, 31]);
    expect(placeOf(issues, 'Patient.birthDate.extension[0].url')).toEqual([4, 43]);
  });

  it('is that of the resource within Parameters', async () => {
    const text = `{ "resourceType": "Parameters", "parameter": [
      { "name": "resource", "resource":
        { "resourceType": "Observation", "status": "final", "code": { "text": "x" }, "valueQuantity": { "value": "7,1" } } } ] }`;
    const { issues } = await server().send('POST', '/Observation/$validate', { body: text });
    expect(placeOf(issues, 'Observation.value.ofType(Quantity).value')[0]).toBe(3);
  });

  it('is that of an element in a Bundle', async () => {
    const text = `{ "resourceType": "Bundle", "type": "collection", "entry": [
      { "fullUrl": "http://example.org/fhir/Patient/1", "resource": { "resourceType": "Patient", "id": "1" } },
      { "fullUrl": "http://example.org/fhir/Patient/2", "resource": { "resourceType": "Patient", "id": "2",
        "gender": "man" } } ] }`;
    const { issues } = await server().send('POST', '/Bundle/$validate', { body: text });
    expect(placeOf(issues, 'Bundle.entry[1].resource.gender')).toEqual([4, 19]);
  });

  it('is that of the element in XML', async () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<f:Patient xmlns:f="http://hl7.org/fhir">
  <f:text><f:status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div></f:text>
  <f:contained>
    <f:Patient><f:id value="x"/><f:gender value="man"/></f:Patient>
  </f:contained>
  <f:name><f:given value="A"/></f:name>
  <f:name><f:given value="B"/><f:given value=""/></f:name>
  <f:birthDate value="2020-13-01"/>
  <f:multipleBirthInteger value="1"><f:extension url="relative"><f:valueString value="x"/></f:extension></f:multipleBirthInteger>
  <f:link><f:other><f:reference value="#x"/></f:other><f:type value="refer"/></f:link>
</f:Patient>`;
    const { issues } = await server().send('POST', '/Patient/$validate', {
      body: text,
      headers: { 'Content-Type': 'application/fhir+xml', Accept: 'application/fhir+json' },
    });
    expect(placeOf(issues, 'Patient.contained[0].gender')).toEqual([5, 33]);
    expect(placeOf(issues, 'Patient.name[1].given[1]')).toEqual([8, 31]);
    expect(placeOf(issues, 'Patient.birthDate')).toEqual([9, 3]);
    // An attribute has the place of its element.
    expect(placeOf(issues, 'Patient.multipleBirth.ofType(integer).extension[0].url')).toEqual([10, 37]);
  });

  it('is that of the resource within Parameters in XML', async () => {
    const text = `<Parameters xmlns="http://hl7.org/fhir">
  <parameter><name value="mode"/><valueCode value="create"/></parameter>
  <parameter>
    <name value="resource"/>
    <resource><Patient><gender value="man"/></Patient></resource>
  </parameter>
</Parameters>`;
    const { issues } = await server().send('POST', '/Patient/$validate', {
      body: text,
      headers: { 'Content-Type': 'application/fhir+xml', Accept: 'application/fhir+json' },
    });
    expect(placeOf(issues, 'Patient.gender')).toEqual([5, 24]);
  });
});

describe('the place of an issue for which a write is refused', () => {
  it('is a line and a column of the resource that was sent', async () => {
    const text = '{ "resourceType": "Patient",\n  "gender": "man" }';
    const { status, issues } = await server().send('POST', '/Patient', { body: text });
    expect([status, placeOf(issues, 'Patient.gender')]).toEqual([400, [2, 13]]);
  });

  it('is one of the transaction around it', async () => {
    const text = `{ "resourceType": "Bundle", "type": "transaction", "entry": [
      { "request": { "method": "POST", "url": "Patient" },
        "resource": { "resourceType": "Patient", "gender": "man" } } ] }`;
    const { status, issues } = await server().send('POST', '', { body: text });
    expect([status, placeOf(issues, 'Bundle.entry[0].resource.gender')]).toEqual([400, [3, 60]]);
  });

  it('is told where the text itself cannot be read', async () => {
    const { issues } = await server().send('POST', '/Patient', {
      body: '{ "resourceType": "Patient",\n  "gender": }',
    });
    expect(placeOf(issues, issues[0]?.expression?.[0] as string)).toEqual([2, 13]);
  });
});
