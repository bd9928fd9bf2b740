import { loadDefinitions } from '#conformance/definitions.ts';
import { createValidator } from '#validation/validate.ts';
import { profile, structuresWith } from '../../conformance/snapshot/structures.ts';
import { observation, patient } from '../issues-of.ts';
import { against } from './profiled.ts';

describe('min and max', () => {
  const issues = against(
    'Patient',
    { path: 'Patient.name', min: 1, max: '1' },
    { path: 'Patient.photo', max: '0' },
    { path: 'Patient.name.family', min: 1 },
  );

  it('ask for what the base definition does not', () => {
    expect(issues(patient({ name: [{ family: 'x' }] }))).toEqual([]);
    expect(issues(patient({}))).toEqual(['required Patient p#Patient.name']);
    expect(issues(patient({ name: [{ text: 'x' }] }))).toEqual([
      'required Patient.name[0] p#Patient.name.family',
    ]);
  });

  it('refuse what is too many', () => {
    expect(issues(patient({ name: [{ family: 'x' }, { family: 'y' }] }))).toEqual([
      'structure Patient.name p#Patient.name',
    ]);
    expect(issues(patient({ name: [{ family: 'x' }], photo: [{ title: 'x' }] }))).toEqual([
      'structure Patient.photo p#Patient.photo',
    ]);
  });

  it('take a primitive that has only an extension as present', () => {
    const extension = [
      { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' },
    ];
    expect(issues(patient({ name: [{ _family: { extension } }] }))).toEqual([]);
  });
});

describe('type', () => {
  const issues = against('Observation', { path: 'Observation.value[x]', type: [{ code: 'Quantity' }] });

  it('leaves a choice fewer types', () => {
    expect(issues(observation())).toEqual([]);
    expect(issues(observation({ valueQuantity: undefined, valueString: 'x' }))).toEqual([
      'structure Observation.value.ofType(string) p#Observation.value[x]',
    ]);
  });

  it('leaves a resource within a resource fewer types', () => {
    const parameters = (resource: unknown) => ({
      resourceType: 'Parameters',
      parameter: [{ name: 'x', resource }],
    });
    const typed = against('Parameters', {
      path: 'Parameters.parameter.resource',
      type: [{ code: 'Patient' }],
    });
    expect(typed(parameters({ resourceType: 'Patient' }))).toEqual([]);
    expect(typed(parameters({ resourceType: 'Basic', code: { text: 'x' } }))).toEqual([
      'structure Parameters.parameter[0].resource p#Parameters.parameter.resource',
    ]);
  });
});

describe('fixed and pattern', () => {
  const coding = { system: 'http://loinc.org', code: '4548-4' };

  it('are the whole value, and at least it', () => {
    const fixed = against('Observation', {
      path: 'Observation.code',
      fixedCodeableConcept: { coding: [coding] },
    });
    const pattern = against('Observation', {
      path: 'Observation.code',
      patternCodeableConcept: { coding: [coding] },
    });
    const more = observation({
      code: {
        coding: [
          { system: 'http://a.org', code: 'x' },
          { ...coding, display: 'y' },
        ],
      },
    });
    expect(fixed(observation())).toEqual([]);
    expect(fixed(more)).toEqual(['value Observation.code p#Observation.code']);
    expect(pattern(more)).toEqual([]);
    expect(pattern(observation({ code: { coding: [{ ...coding, code: 'x' }] } }))).toEqual([
      'value Observation.code p#Observation.code',
    ]);
  });

  it('hold for primitives', () => {
    const issues = against('Observation', { path: 'Observation.status', fixedCode: 'final' });
    expect(issues(observation())).toEqual([]);
    expect(issues(observation({ status: 'amended' }))).toEqual([
      'value Observation.status p#Observation.status',
    ]);
  });
});

it('says which unit another spelling stands for', () => {
  const hinted = createValidator(loadDefinitions(), {
    structures: structuresWith(
      profile('p', 'Observation', [
        { path: 'Observation.value[x]', type: [{ code: 'Quantity' }] },
        { path: 'Observation.value[x].code', fixedCode: 'mg/dL' },
      ]),
    ),
    unitAlias: (spelling) => ({ 'mg/dl': 'mg/dL', 'mmol/l': 'mmol/L' })[spelling],
  });
  const said = (code: string) =>
    hinted.validate(observation({ valueQuantity: { value: 1, code, system: 'http://a.org' } }), [
      'http://a.org/p',
    ])[0]?.diagnostics;
  expect(said('mg/dl')).toBe(
    'Found "mg/dl", expected exactly "mg/dL", which is how that unit is written here.',
  );
  expect(said('mmol/l')).toMatch(/that unit is "mmol\/L" in UCUM, and must be converted/);
  expect(said('kg')).toBe('Found "kg", expected exactly "mg/dL".');
});

describe('limits', () => {
  it('of length count characters, not their encoding', () => {
    const issues = against('Patient', { path: 'Patient.name.text', maxLength: 3 });
    expect(issues(patient({ name: [{ text: '\u{1F600}\u{1F600}\u{1F600}' }] }))).toEqual([]);
    expect(issues(patient({ name: [{ text: 'abcd' }] }))).toEqual([
      'too-long Patient.name[0].text p#Patient.name.text',
    ]);
  });

  it('of numbers, quantities and dates include what they name', () => {
    const quantity = against('Observation', {
      path: 'Observation.value[x]',
      minValueQuantity: { value: 3, system: 'http://unitsofmeasure.org', code: '%' },
      maxValueQuantity: { value: 20, system: 'http://unitsofmeasure.org', code: '%' },
    });
    const of = (value: number) => ({ value, system: 'http://unitsofmeasure.org', code: '%', unit: '%' });
    expect(quantity(observation({ valueQuantity: of(3) }))).toEqual([]);
    expect(quantity(observation({ valueQuantity: of(20) }))).toEqual([]);
    expect(quantity(observation({ valueQuantity: of(2.9) }))).toHaveLength(1);
    expect(quantity(observation({ valueQuantity: of(20.1) }))).toHaveLength(1);
    const date = against('Patient', { path: 'Patient.birthDate', minValueDate: '1960-06-01' });
    expect(date(patient({ birthDate: '1960' }))).toEqual([]);
    expect(date(patient({ birthDate: '1959-12-31' }))).toEqual([
      'value Patient.birthDate p#Patient.birthDate',
    ]);
  });
});

describe('constraint', () => {
  it('is evaluated where it stands, and named with its profile', () => {
    const issues = against('Observation', {
      path: 'Observation.value[x]',
      constraint: [
        {
          key: 'own-1',
          severity: 'error',
          human: 'not over 20',
          expression: '$this is Quantity implies $this.value <= 20',
        },
      ],
    });
    expect(issues(observation())).toEqual([]);
    expect(issues(observation({ valueQuantity: { value: 21 } }))).toEqual([
      'invariant Observation.value.ofType(Quantity) p#own-1',
    ]);
  });
});

describe('extensions of a primitive', () => {
  it('are asked for where they stand', () => {
    const issues = against(
      'Patient',
      {
        path: 'Patient.birthDate.extension',
        slicing: { discriminator: [{ type: 'value', path: 'url' }], rules: 'open' },
      },
      {
        path: 'Patient.birthDate.extension',
        sliceName: 'time',
        min: 1,
        type: [{ code: 'Extension', profile: ['http://hl7.org/fhir/StructureDefinition/patient-birthTime'] }],
      },
    );
    const time = {
      url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime',
      valueDateTime: '1971-01-01T00:00:00Z',
    };
    expect(issues(patient({ birthDate: '1971-01-01', _birthDate: { extension: [time] } }))).toEqual([]);
    expect(issues(patient({ birthDate: '1971-01-01' }))).toEqual([
      'required Patient.birthDate p#Patient.birthDate.extension:time',
    ]);
  });
});
