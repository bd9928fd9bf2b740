import { loadDefinitions } from '#conformance/definitions.ts';
import { compileExpression, type Environment, type TypedValue } from '#fhirpath/compile-expression.ts';

export const definitions = loadDefinitions();

/** The typed results of an expression for a resource. */
export function evaluateTyped(
  text: string,
  resource: { resourceType: string },
  environment?: Environment,
): TypedValue[] {
  return compileExpression(text, resource.resourceType, definitions).evaluate(resource, environment);
}

/** The values alone. */
export function evaluate(
  text: string,
  resource: { resourceType: string },
  environment?: Environment,
): unknown[] {
  return evaluateTyped(text, resource, environment).map(({ value }) => value);
}

export const patient = {
  resourceType: 'Patient',
  id: 'p1',
  active: true,
  name: [
    { use: 'official', family: 'Chalmers', given: ['Peter', 'James'] },
    { use: 'usual', given: ['Jim'] },
  ],
  identifier: [
    { system: 'urn:a', value: '1' },
    { system: 'urn:b', value: '2' },
  ],
  telecom: [{ system: 'phone', value: '555', rank: 2 }],
  birthDate: '1974-12-25',
  _birthDate: { extension: [{ url: 'urn:time', valueDateTime: '1974-12-25T14:35:45-05:00' }] },
  _gender: { extension: [{ url: 'urn:absent', valueCode: 'unknown' }] },
  multipleBirthInteger: 2,
  contact: [{ name: { text: 'Mother' }, relationship: [{ text: 'mother' }] }],
  contained: [{ resourceType: 'Organization', id: 'org', name: 'Clinic' }],
  managingOrganization: { reference: '#org' },
  generalPractitioner: [
    { reference: 'Practitioner/1' },
    { reference: 'https://example.org/fhir/Organization/2/_history/1' },
    { type: 'PractitionerRole', identifier: { value: 'x' } },
    { reference: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0' },
  ],
};

export const observation = {
  resourceType: 'Observation',
  id: 'o1',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }], text: 'HbA1c' },
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: '2025-03-01T23:30:00+07:00',
  issued: '2025-03-01T17:00:00Z',
  valueQuantity: { value: 7.1, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  referenceRange: [{ low: { value: 4, unit: 'x' }, high: { value: 6, unit: 'x' } }],
  component: [
    { code: { text: 'a' }, valueString: 'text' },
    {
      code: { text: 'b' },
      valueQuantity: { value: 1, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' },
    },
    { code: { text: 'c' }, valueBoolean: false },
  ],
};
