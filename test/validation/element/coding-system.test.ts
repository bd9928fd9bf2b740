import { issuesOf, observation } from '../issues-of.ts';

it('wants the system of a coding to be absolute', () => {
  const code = (system: string) => observation({ code: { coding: [{ system, code: '4548-4' }] } });
  expect(issuesOf(code('urn:oid:2.16.840.1.113883.6.1'))).toEqual([]);
  expect(issuesOf(code('LOINC'))).toEqual(['value Observation.code.coding[0].system datatypes.html#Coding']);
});

it.each(['http://loinc.org/', 'http://snomed.info/sct/', 'http://unitsofmeasure.orgx'])(
  'knows what %s is meant to be',
  (system) => {
    expect(issuesOf(observation({ code: { coding: [{ system, code: '4548-4' }] } }))).toEqual([
      'value Observation.code.coding[0].system datatypes.html#Coding',
    ]);
    expect(issuesOf(observation({ valueQuantity: { value: 1, system, code: '%' } }))).toEqual([
      'value Observation.value.ofType(Quantity).system datatypes.html#Quantity',
    ]);
  },
);
