import { loadDefinitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator } from '#validation/validate.ts';

const validator = createValidator(loadDefinitions());
const hasForm = (elements: object) =>
  validator.hasForm({ resourceType: 'ValueSet', status: 'draft', ...elements } as Resource);

it.each([
  ['what is not valid', { status: 'nothing', colour: 'red' }],
  [
    'lists and texts where they belong',
    { compose: { include: [{ system: 'x', concept: [{ code: 'y' }] }] } },
  ],
  ['ids and extensions of what has no value', { _title: { id: 'a' } }],
])('a resource with %s has the form of its type', (_, elements) => {
  expect(hasForm(elements)).toBe(true);
});

it.each([
  ['an object for a list', { compose: { include: {} } }],
  ['a number for a text', { url: 5 }],
  ['nothing for an object', { compose: { include: [null] } }],
  ['a text for a boolean', { experimental: 'true' }],
  ['no status', { status: undefined }],
  ['a part without what it needs', { compose: { include: [{ concept: [{}] }] } }],
])('a resource with %s has not', (_, elements) => {
  expect(hasForm(elements)).toBe(false);
});

it('a type that R4 does not have has no form', () => {
  expect(validator.hasForm({ resourceType: 'Pasien' })).toBe(false);
});
