import { issuesOf, observation, patient } from '../issues-of.ts';

it('wants an array where an element may repeat', () => {
  expect(issuesOf(patient({ name: { text: 'x' } }))).toEqual([
    'structure Patient.name StructureDefinition/Patient#Patient.name',
  ]);
  expect(issuesOf(patient({ name: [{ given: 'x' }] }))).toEqual([
    'structure Patient.name[0].given StructureDefinition/HumanName#HumanName.given',
  ]);
});

it('wants no array where it does not', () => {
  expect(issuesOf(patient({ gender: ['male'] }))).toEqual([
    'structure Patient.gender StructureDefinition/Patient#Patient.gender',
  ]);
  expect(issuesOf(observation({ code: [{ text: 'x' }] }))).toEqual([
    'structure Observation.code StructureDefinition/Observation#Observation.code',
  ]);
});

it('refuses empty arrays, empty objects and null', () => {
  expect(issuesOf(patient({ name: [] }))).toEqual(['structure Patient.name json.html']);
  expect(issuesOf(patient({ name: [{}] }))).toEqual(['invariant Patient.name[0] ele-1']);
  expect(issuesOf(patient({ name: [{ id: 'only' }] }))).toEqual(['invariant Patient.name[0] ele-1']);
  expect(issuesOf(patient({ name: [null] }))).toEqual([
    'structure Patient.name[0] StructureDefinition/Patient#Patient.name',
  ]);
  expect(issuesOf(patient({ name: null }))).toEqual([
    'structure Patient.name StructureDefinition/Patient#Patient.name',
  ]);
  expect(issuesOf(patient({ gender: null }))).toEqual(['value Patient.gender datatypes.html#code']);
});

it('wants an object for a complex type', () => {
  expect(issuesOf(patient({ maritalStatus: 'M' }))).toEqual([
    'structure Patient.maritalStatus StructureDefinition/Patient#Patient.maritalStatus',
  ]);
});
