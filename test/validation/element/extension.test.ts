import { issuesOf, patient } from '../issues-of.ts';

const extension = (content: Record<string, unknown>) => issuesOf(patient({ extension: [content] }));
const url = 'http://example.org/StructureDefinition/x';

it('takes a value or extensions', () => {
  expect(extension({ url, valueBoolean: false })).toEqual([]);
  expect(extension({ url, extension: [{ url: 'part', valueString: 'x' }] })).toEqual([]);
  expect(extension({ url, _valueString: { extension: [{ url, valueCode: 'a' }] } })).toEqual([]);
});

it('refuses both and neither', () => {
  expect(extension({ url })).toEqual(['invariant Patient.extension[0] ext-1']);
  expect(extension({ url, valueString: 'x', extension: [{ url, valueString: 'y' }] })).toEqual([
    'invariant Patient.extension[0] ext-1',
  ]);
});

it('wants a url, absolute at the outermost', () => {
  expect(extension({ valueString: 'x' })).toEqual([
    'required Patient.extension[0] StructureDefinition/Extension#Extension.url',
  ]);
  expect(extension({ url: 'arm', valueString: 'x' })).toEqual([
    'value Patient.extension[0].url extensibility.html#Extension',
  ]);
});

it('refuses modifierExtension where the type has none', () => {
  expect(
    issuesOf(patient({ name: [{ text: 'x', modifierExtension: [{ url, valueString: 'x' }] }] })),
  ).toEqual(['structure Patient.name[0].modifierExtension StructureDefinition/HumanName#HumanName']);
});
