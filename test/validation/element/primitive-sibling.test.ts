import { issuesOf, patient } from '../issues-of.ts';

const extension = [{ url: 'http://example.org/note', valueString: 'x' }];

it('takes extensions beside a value, in place of one, and in lists', () => {
  expect(issuesOf(patient({ birthDate: '1970-01-01', _birthDate: { id: 'a', extension } }))).toEqual([]);
  expect(issuesOf(patient({ _birthDate: { extension } }))).toEqual([]);
  expect(issuesOf(patient({ birthDate: '1970', _birthDate: { id: 'a' } }))).toEqual([]);
  expect(issuesOf(patient({ name: [{ given: ['A', null], _given: [null, { extension }] }] }))).toEqual([]);
  expect(issuesOf(patient({ name: [{ _given: [{ extension }] }] }))).toEqual([]);
});

it('wants an object with an id or extensions', () => {
  expect(issuesOf(patient({ _birthDate: 'x' }))).toEqual(['structure Patient.birthDate json.html#primitive']);
  expect(issuesOf(patient({ birthDate: '1970', _birthDate: {} }))).toEqual([
    'invariant Patient.birthDate ele-1',
  ]);
  expect(issuesOf(patient({ _birthDate: { id: 'a' } }))).toEqual(['invariant Patient.birthDate ele-1']);
  expect(issuesOf(patient({ birthDate: '1970', _birthDate: { value: 1 } }))).toEqual([
    'structure Patient.birthDate.value StructureDefinition/Element#Element',
  ]);
});

it('checks the extensions themselves', () => {
  expect(issuesOf(patient({ birthDate: '1970', _birthDate: { extension: [{ valueString: 'x' }] } }))).toEqual(
    ['required Patient.birthDate.extension[0] StructureDefinition/Extension#Extension.url'],
  );
});

it('wants both arrays of a list equally long, and null on one side only', () => {
  const name = (given: unknown, _given: unknown) => patient({ name: [{ given, _given }] });
  const place = 'structure Patient.name[0].given';
  expect(issuesOf(name(['A'], [null, { extension }]))).toEqual([`${place} json.html#primitive`]);
  expect(issuesOf(name(['A', null], [{ extension }, null]))).toEqual([`${place}[1] json.html#primitive`]);
  expect(issuesOf(patient({ name: [{ given: [null] }] }))).toEqual([`${place}[0] json.html#primitive`]);
  expect(issuesOf(name(['A'], { extension }))).toEqual([
    `${place} StructureDefinition/HumanName#HumanName.given`,
  ]);
});
