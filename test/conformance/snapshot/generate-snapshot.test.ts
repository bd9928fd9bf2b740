import type { ElementDefinition } from '@medplum/fhirtypes';
import { BASE, elementOf, profile, snapshotOf, structuresWith } from './structures.ts';

const observation = (...element: ElementDefinition[]) => snapshotOf(profile('p', 'Observation', element));

describe('a differential', () => {
  it('leaves what it does not name', () => {
    const elements = observation({ path: 'Observation.subject', min: 1 });
    expect(elements).toHaveLength(snapshotOf(profile('q', 'Observation', [])).length);
    expect(elementOf(elements, 'Observation.subject')).toMatchObject({ min: 1, max: '1' });
  });

  it('adds constraints to those that are inherited', () => {
    const constraint = [{ key: 'own-1', severity: 'error' as const, human: 'x', expression: 'true' }];
    const root = observation({ path: 'Observation', constraint })[0];
    expect(root?.constraint?.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['obs-6', 'obs-7', 'own-1']),
    );
  });

  it('unfolds the type of an element whose parts it constrains', () => {
    const elements = observation({ path: 'Observation.code.coding.system', min: 1 });
    expect(elementOf(elements, 'Observation.code.coding')).toMatchObject({ min: 0, max: '*' });
    expect(elementOf(elements, 'Observation.code.coding.system')).toMatchObject({ min: 1 });
    expect(elementOf(elements, 'Observation.code.text')).toBeDefined();
  });

  it('unfolds what a contentReference repeats, once', () => {
    const elements = snapshotOf(
      profile('p', 'Questionnaire', [{ path: 'Questionnaire.item.item.text', min: 1 }]),
    );
    expect(elementOf(elements, 'Questionnaire.item.item.text')).toMatchObject({ min: 1 });
    expect(elementOf(elements, 'Questionnaire.item.text')).toMatchObject({ min: 0 });
    expect(elementOf(elements, 'Questionnaire.item.item.item')?.contentReference).toBe('#Questionnaire.item');
  });

  it('is refused where it constrains what is not there', () => {
    expect(() => observation({ path: 'Observation.valueBla', min: 1 })).toThrow(/'valueBla'/);
    expect(() =>
      snapshotOf(profile('p', 'Observation', [], { baseDefinition: 'http://a.org/none' })),
    ).toThrow(/base definition 'http:\/\/a.org\/none' is not known/);
  });

  it('is refused where a definition is its own base', () => {
    const a = profile('a', 'Patient', [], { baseDefinition: 'http://a.org/b' });
    const b = profile('b', 'Patient', [], { baseDefinition: 'http://a.org/a' });
    expect(() => structuresWith(a, b).find('http://a.org/a')).toThrow(/its own base/);
  });
});

describe('a slice', () => {
  const sliced: ElementDefinition[] = [
    {
      path: 'Observation.category',
      min: 1,
      slicing: { discriminator: [{ type: 'pattern', path: '$this' }], rules: 'open' },
    },
    { path: 'Observation.category', sliceName: 'lab', max: '1' },
    { path: 'Observation.category.text', min: 1 },
  ];

  it('stands behind its element with an id of its own, and need not be there', () => {
    const ids = observation(...sliced).map(({ id }) => id);
    const at = ids.indexOf('Observation.category');
    expect(ids[at + 1]).toBe('Observation.category:lab');
    expect(elementOf(observation(...sliced), 'Observation.category:lab')).toMatchObject({ min: 0, max: '1' });
  });

  it('takes the elements that follow it', () => {
    const elements = observation(...sliced);
    expect(elementOf(elements, 'Observation.category:lab.text')).toMatchObject({ min: 1 });
    expect(elementOf(elements, 'Observation.category.text')).toBeUndefined();
  });

  it('is found again by a profile of the profile, by id alone', () => {
    const base = profile('base', 'Observation', sliced);
    const derived = profile(
      'derived',
      'Observation',
      [{ id: 'Observation.category:lab.coding', path: 'Observation.category.coding', min: 1 }],
      { baseDefinition: base.url as string },
    );
    const elements = snapshotOf(base, derived);
    expect(elementOf(elements, 'Observation.category:lab.coding')).toMatchObject({ min: 1 });
    expect(elementOf(elements, 'Observation.category:lab.text')).toMatchObject({ min: 1 });
  });

  it('has slices of its own', () => {
    const elements = observation(
      ...sliced.slice(0, 2),
      { path: 'Observation.category', sliceName: 'lab/urgent', min: 1, max: '1' },
      { path: 'Observation.code', min: 1 },
    );
    expect(elementOf(elements, 'Observation.category:lab/urgent')).toMatchObject({ min: 1 });
  });

  it('of an extension is by url without being told so, and unfolds the definition of the extension', () => {
    const elements = snapshotOf(
      profile('p', 'Patient', [
        {
          path: 'Patient.extension',
          sliceName: 'place',
          type: [{ code: 'Extension', profile: [`${BASE}patient-birthPlace`] }],
        },
        { path: 'Patient.extension.value[x]', min: 1 },
      ]),
    );
    expect(elementOf(elements, 'Patient.extension')?.slicing?.discriminator).toEqual([
      { type: 'value', path: 'url' },
    ]);
    expect(elementOf(elements, 'Patient.extension:place.value[x]')?.type).toEqual([{ code: 'Address' }]);
  });
});

describe('valueQuantity for value[x]', () => {
  it('is a slice by type, and leaves no other type', () => {
    const elements = observation(
      { path: 'Observation.valueQuantity', min: 1 },
      { path: 'Observation.valueQuantity.code', min: 1 },
    );
    expect(elementOf(elements, 'Observation.value[x]')).toMatchObject({
      min: 0,
      type: [{ code: 'Quantity' }],
      slicing: { rules: 'closed', discriminator: [{ type: 'type', path: '$this' }] },
    });
    expect(elementOf(elements, 'Observation.value[x]:valueQuantity')).toMatchObject({ min: 1, max: '1' });
    expect(elementOf(elements, 'Observation.value[x]:valueQuantity.code')).toMatchObject({ min: 1 });
  });

  it('leaves all the types that are written so', () => {
    const elements = observation(
      { path: 'Observation.valueQuantity' },
      { path: 'Observation.valueString', max: '1' },
    );
    expect(elementOf(elements, 'Observation.value[x]')?.type?.map(({ code }) => code)).toEqual([
      'Quantity',
      'string',
    ]);
  });
});

it('gives what HL7 published for blood pressure', () => {
  const elements = structuresWith().find(`${BASE}bp`)?.snapshot?.element ?? [];
  expect(elementOf(elements, 'Observation.value[x]:valueQuantity')).toMatchObject({ max: '0' });
  expect(elementOf(elements, 'Observation.category:VSCat.coding.code')).toMatchObject({
    min: 1,
    fixedCode: 'vital-signs',
  });
  expect(elementOf(elements, 'Observation.code.coding:BPCode.code')).toMatchObject({ fixedCode: '85354-9' });
  expect(elementOf(elements, 'Observation.component:SystolicBP.code.coding:SBPCode.system')).toMatchObject({
    fixedUri: 'http://loinc.org',
  });
  expect(elements[0]?.constraint?.map(({ key }) => key)).toContain('vs-2');
});
