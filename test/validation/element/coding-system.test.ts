import { issuesOf, observation } from '../issues-of.ts';

it('wants the system of a coding to be absolute', () => {
  const code = (system: string) => observation({ code: { coding: [{ system, code: '4548-4' }] } });
  expect(issuesOf(code('urn:oid:2.16.840.1.113883.6.1'))).toEqual([]);
  expect(issuesOf(code('LOINC'))).toEqual(['value Observation.code.coding[0].system datatypes.html#Coding']);
});
