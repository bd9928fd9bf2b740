import { parseConditionalReference, parseReference } from '#fhir/reference.ts';
import { isId } from '#fhir/resource.ts';

it('reads literal references, relative and absolute, with and without a version', () => {
  expect(parseReference('Patient/1')).toEqual({ type: 'Patient', id: '1' });
  expect(parseReference('Patient/1/_history/2')).toEqual({ type: 'Patient', id: '1', versionId: '2' });
  expect(parseReference('https://example.org/a/fhir/Patient/x-1.2')).toEqual({
    type: 'Patient',
    id: 'x-1.2',
    base: 'https://example.org/a/fhir',
  });
});

it.each([
  '',
  '#p',
  'Patient',
  'Patient/',
  'patient/1',
  'Patient/a_b',
  '/Patient/1',
  'urn:uuid:1',
  `Patient/${'x'.repeat(65)}`,
  'Patient/1?x=1',
  'Patient/1#x y',
])("takes '%s' for no literal reference", (text) => {
  expect(parseReference(text)).toBeUndefined();
});

it('reads references by search', () => {
  expect(parseConditionalReference('Practitioner?identifier=urn:s|1')).toEqual({
    type: 'Practitioner',
    query: 'identifier=urn:s|1',
  });
  for (const text of ['Practitioner', 'Practitioner?', '?identifier=1', 'Practitioner/1'])
    expect(parseConditionalReference(text)).toBeUndefined();
});

it('knows an id', () => {
  expect(['1', 'a-B.9', 'x'.repeat(64)].every(isId)).toBe(true);
  expect(['', '.', '..', 'a/b', 'a_b', 'ä', 'x'.repeat(65), 'a\u0000', 'a\n'].some(isId)).toBe(false);
});
