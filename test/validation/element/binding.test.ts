import { diagnosticsOf, issuesOf, observation, patient } from '../issues-of.ts';

it('wants a code of the required value set', () => {
  expect(issuesOf(observation({ status: 'amended' }))).toEqual([]);
  expect(issuesOf(observation({ status: 'finished' }))).toEqual([
    'code-invalid Observation.status StructureDefinition/Observation#Observation.status',
  ]);
});

it('names the codes that are allowed, and the one that was meant', () => {
  expect(diagnosticsOf(patient({ gender: 'Male' }))).toBe(
    'Found the code "Male", expected a code of the required value set http://hl7.org/fhir/ValueSet/administrative-gender ' +
      '(male, female, other, unknown); did you mean "male"? Codes are case sensitive.',
  );
});

describe('for a CodeableConcept', () => {
  const system = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
  const condition = (clinicalStatus: unknown) => ({
    resourceType: 'Condition',
    subject: { reference: 'Patient/1' },
    clinicalStatus,
  });
  const refused = [
    'code-invalid Condition.clinicalStatus StructureDefinition/Condition#Condition.clinicalStatus',
  ];

  it('takes one coding of the set among others', () => {
    const local = { system: 'http://example.org/local', code: 'a' };
    expect(issuesOf(condition({ coding: [local, { system, code: 'active' }] }))).toEqual([]);
  });

  it('refuses text alone, another code, another system and no system', () => {
    expect(issuesOf(condition({ text: 'active' }))).toEqual(refused);
    expect(issuesOf(condition({ coding: [{ system, code: 'acute' }] }))).toEqual([
      'code-invalid Condition.clinicalStatus.coding[0].code datatypes.html#Coding',
      ...refused,
    ]);
    expect(issuesOf(condition({ coding: [{ system: 'http://example.org/local', code: 'active' }] }))).toEqual(
      refused,
    );
    expect(issuesOf(condition({ coding: [{ code: 'active' }] }))).toEqual(refused);
  });
});

it('leaves other strengths of binding alone', () => {
  expect(
    issuesOf(observation({ category: [{ text: 'anything' }], interpretation: [{ text: 'high' }] })),
  ).toEqual([]);
});

it('checks the form of languages and MIME types', () => {
  expect(issuesOf(patient({ language: 'id-ID', photo: [{ contentType: 'image/png; q=1' }] }))).toEqual([]);
  expect(issuesOf(patient({ language: 'Bahasa Indonesia', photo: [{ contentType: 'image/' }] }))).toEqual([
    'code-invalid Patient.language StructureDefinition/Patient#Patient.language',
    'code-invalid Patient.photo[0].contentType StructureDefinition/Attachment#Attachment.contentType',
  ]);
});
