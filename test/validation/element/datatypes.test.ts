import { issuesOf, issuesWith, observation, patient } from '../issues-of.ts';

it('wants the size of an attachment to be that of its data', () => {
  const photo = (size: number) =>
    issuesOf(patient({ photo: [{ contentType: 'text/plain', data: 'aGFsbG8=', size }] }));
  expect(photo(5)).toEqual([]);
  expect(photo(8)).toEqual(['value Patient.photo[0].size datatypes.html#Attachment']);
});

it('wants a full uri as identifier of the system of uris', () => {
  const identifier = (value: string) =>
    issuesOf(patient({ identifier: [{ system: 'urn:ietf:rfc:3986', value }] }));
  expect(identifier('urn:oid:1.2.3')).toEqual([]);
  expect(identifier('1.2.3')).toEqual(['value Patient.identifier[0].value datatypes.html#Identifier']);
});

it('wants the system of an identifier to mean the same everywhere', () => {
  const identifier = (system: string) => issuesOf(patient({ identifier: [{ system, value: '1' }] }));
  expect(identifier('urn:oid:1.2.3')).toEqual([]);
  expect(identifier('nik')).toEqual(['value Patient.identifier[0].system datatypes.html#Identifier']);
});

describe('a code', () => {
  const marital = (coding: object) => patient({ maritalStatus: { coding: [coding] } });
  const system = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';

  it('is one of its system, as far as that is known here', () => {
    expect(issuesOf(marital({ system, code: 'M' }))).toEqual([]);
    expect(issuesOf(marital({ system, code: 'nope' }))).toEqual([
      'code-invalid Patient.maritalStatus.coding[0].code datatypes.html#Coding',
    ]);
    expect(issuesOf(marital({ system: 'http://a.org/own', code: 'nope' }))).toEqual([]);
    expect(issuesOf(marital({ system: 'http://snomed.info/sct', code: '999999999' }))).toEqual([]);
  });

  it('warns of a display that is not its own, and of one outside of an extensible value set', () => {
    expect(issuesWith(marital({ system, code: 'M', display: 'Divorced' }), 'warning')).toEqual([
      'code-invalid Patient.maritalStatus.coding[0].display datatypes.html#Coding',
    ]);
    expect(issuesWith(marital({ system: 'http://a.org/own', code: 'x' }), 'warning')).toEqual([
      'code-invalid Patient.maritalStatus StructureDefinition/Patient#Patient.maritalStatus',
    ]);
  });

  it('of a unit only warns where UCUM does not know it', () => {
    const quantity = observation({
      valueQuantity: { value: 1, system: 'http://unitsofmeasure.org', code: 'vial' },
    });
    expect(issuesOf(quantity)).toEqual([]);
    expect(issuesWith(quantity, 'warning')).toContain(
      'code-invalid Observation.value.ofType(Quantity).code datatypes.html#Quantity',
    );
  });
});
