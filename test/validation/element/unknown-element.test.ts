import { diagnosticsOf, issuesOf, observation, patient } from '../issues-of.ts';

it('refuses an element that the type does not have', () => {
  const resource = patient({ favouriteColour: 'blue' });
  expect(issuesOf(resource)).toEqual([
    'structure Patient.favouriteColour StructureDefinition/Patient#Patient',
  ]);
  expect(diagnosticsOf(resource)).toBe("Unknown element 'favouriteColour' in Patient.");
});

it('refuses it in datatypes and backbone elements', () => {
  expect(issuesOf(patient({ name: [{ surname: 'x' }], contact: [{ name: { text: 'x' }, kin: 1 }] }))).toEqual(
    [
      'structure Patient.name[0].surname StructureDefinition/HumanName#HumanName',
      'structure Patient.contact[0].kin StructureDefinition/Patient#Patient.contact',
    ],
  );
});

it('allows resourceType at the resource only', () => {
  expect(issuesOf(patient({ name: [{ resourceType: 'HumanName', text: 'x' }] }))).toEqual([
    'structure Patient.name[0].resourceType StructureDefinition/HumanName#HumanName',
  ]);
});

it.each([
  ['birthdate', "did you mean 'birthDate'?"],
  ['gendr', "did you mean 'gender'?"],
  ['_name', "only primitive elements have a '_' twin"],
  ['deceasedQuantity', "'deceased[x]' may be deceasedBoolean, deceasedDateTime"],
])('gives a hint for %s', (name, hint) => {
  expect(diagnosticsOf(patient({ [name]: 'x' }))).toContain(hint);
});

it('refuses a type that a choice does not have', () => {
  expect(issuesOf(observation({ valueQuantity: undefined, valueFoo: 1 }))).toEqual([
    'structure Observation.valueFoo StructureDefinition/Observation#Observation',
  ]);
});

it('does not take a path from a name that is none', () => {
  expect(issuesOf(patient({ 'a[0].b': 1 }))).toEqual([
    'structure Patient StructureDefinition/Patient#Patient',
  ]);
});
