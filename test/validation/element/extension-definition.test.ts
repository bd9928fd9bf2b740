import { loadDefinitions } from '#conformance/definitions.ts';
import { createValidator } from '#validation/validate.ts';
import { BASE, profile, structuresWith } from '../../conformance/snapshot/structures.ts';
import { observation, patient } from '../issues-of.ts';

const extension = (
  name: string,
  context: { type: 'element' | 'extension' | 'fhirpath'; expression: string }[],
  isModifier = false,
) =>
  profile(
    name,
    'Extension',
    [
      { path: 'Extension', ...(isModifier ? { isModifier } : {}) },
      { path: 'Extension.url', fixedUri: `http://a.org/${name}` },
      { path: 'Extension.value[x]', min: 1, type: [{ code: 'string' }] },
    ],
    { kind: 'complex-type', context },
  );

const own = [
  extension('on-name', [{ type: 'element', expression: 'HumanName' }]),
  extension('on-family', [{ type: 'element', expression: 'Patient.name.family' }]),
  extension('on-value', [{ type: 'element', expression: 'Observation.value[x]' }]),
  extension('on-women', [{ type: 'fhirpath', expression: "Patient.where(gender = 'female')" }]),
  extension('on-extension', [{ type: 'extension', expression: 'http://a.org/on-name' }]),
  extension('modifier', [{ type: 'element', expression: 'Patient' }], true),
];
const validator = createValidator(loadDefinitions(), { structures: structuresWith(...own) });

function issuesOf(resource: Parameters<typeof validator.validate>[0]): string[] {
  return validator
    .validate(resource)
    .map(({ severity, code, expression }) => `${severity} ${code} ${expression}`);
}
const of = (name: string) => ({ url: `http://a.org/${name}`, valueString: 'x' });

it('may stand on the elements of its contexts alone', () => {
  expect(issuesOf(patient({ name: [{ text: 'x', extension: [of('on-name')] }] }))).toEqual([]);
  expect(issuesOf(patient({ contact: [{ name: { text: 'x', extension: [of('on-name')] } }] }))).toEqual([]);
  expect(issuesOf(patient({ extension: [of('on-name')] }))).toEqual(['error extension Patient.extension[0]']);
  expect(issuesOf(patient({ name: [{ family: 'x', _family: { extension: [of('on-family')] } }] }))).toEqual(
    [],
  );
  expect(issuesOf(observation({ valueQuantity: { value: 1, extension: [of('on-value')] } }))).toEqual([]);
});

it('may have a context in FHIRPath, or another extension', () => {
  expect(issuesOf(patient({ gender: 'female', extension: [of('on-women')] }))).toEqual([]);
  expect(issuesOf(patient({ gender: 'male', extension: [of('on-women')] }))).toEqual([
    'error extension Patient.extension[0]',
  ]);
  expect(issuesOf(patient({ extension: [of('on-extension')] }))).toEqual([
    'error extension Patient.extension[0]',
  ]);
});

it('modifies only where its definition says so', () => {
  expect(issuesOf(patient({ modifierExtension: [of('modifier')] }))).toEqual([]);
  expect(issuesOf(patient({ extension: [of('modifier')] }))).toEqual([
    'error extension Patient.extension[0]',
  ]);
});

it('keeps to its definition', () => {
  const wrong = { url: 'http://a.org/on-name', valueInteger: 1 };
  expect(issuesOf(patient({ name: [{ text: 'x', extension: [wrong] }] }))).toEqual([
    'error structure Patient.name[0].extension[0].value.ofType(integer)',
  ]);
});

it('has no parts but those that its definition names', () => {
  const nationality = (...parts: object[]) =>
    patient({ extension: [{ url: `${BASE}patient-nationality`, extension: parts }] });
  expect(issuesOf(nationality({ url: 'code', valueCodeableConcept: { text: 'x' } }))).toEqual([]);
  expect(issuesOf(nationality({ url: 'colour', valueString: 'x' }))).toEqual([
    'error extension Patient.extension[0].extension[0]',
  ]);
});

it('is not checked where it is not known, but must be known to modify', () => {
  const unknown = { url: 'http://b.org/x', valueString: 'x' };
  expect(issuesOf(patient({ extension: [unknown] }))).toEqual(['warning extension Patient.extension[0]']);
  expect(issuesOf(patient({ modifierExtension: [unknown] }))).toEqual([
    'error extension Patient.modifierExtension[0]',
  ]);
});
