import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { profile } from '../../conformance/snapshot/structures.ts';
import { observation, patient } from '../issues-of.ts';
import { against, issuesAgainst } from './profiled.ts';

type Slicing = NonNullable<ElementDefinition['slicing']>;

const NIK = 'http://a.org/nik';
const MRN = 'http://a.org/mrn';
const identifier = (...systems: string[]) =>
  patient({ identifier: systems.map((system) => ({ system, value: 'x' })) });

/** Identifiers in the slices nik (1..1) and mrn (0..*), by their system. */
function identifiers(slicing: Partial<Slicing>, ...more: ElementDefinition[]) {
  return against(
    'Patient',
    {
      path: 'Patient.identifier',
      slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open', ...slicing },
    },
    { path: 'Patient.identifier', sliceName: 'nik', min: 1, max: '1' },
    { path: 'Patient.identifier.system', fixedUri: NIK },
    { path: 'Patient.identifier', sliceName: 'mrn', max: '*' },
    { path: 'Patient.identifier.system', fixedUri: MRN },
    ...more,
  );
}

it('counts the items of each slice', () => {
  const issues = identifiers({});
  expect(issues(identifier(NIK, MRN, 'http://a.org/other'))).toEqual([]);
  expect(issues(identifier(MRN))).toEqual(['required Patient p#Patient.identifier:nik']);
  expect(issues(identifier(NIK, NIK))).toEqual(['structure Patient.identifier[1] p#Patient.identifier:nik']);
});

it('checks an item with what its slice says, and no other', () => {
  const issues = identifiers({}, { path: 'Patient.identifier.use', min: 1 });
  expect(issues(identifier(NIK))).toEqual([]);
  expect(issues(identifier(NIK, MRN))).toEqual([
    'required Patient.identifier[1] p#Patient.identifier:mrn.use',
  ]);
});

it('refuses what is of no slice where the slicing is closed, or before the end where it is open at the end', () => {
  const other = 'http://a.org/other';
  expect(identifiers({ rules: 'closed' })(identifier(NIK, other))).toEqual([
    'structure Patient.identifier[1] p#Patient.identifier',
  ]);
  expect(identifiers({ rules: 'openAtEnd' })(identifier(NIK, other))).toEqual([]);
  expect(identifiers({ rules: 'openAtEnd' })(identifier(other, NIK))).toEqual([
    'structure Patient.identifier[0] p#Patient.identifier',
  ]);
});

it('keeps the order of the slices where the slicing is ordered', () => {
  expect(identifiers({ ordered: true })(identifier(NIK, MRN))).toEqual([]);
  expect(identifiers({ ordered: true })(identifier(MRN, NIK))).toEqual([
    'structure Patient.identifier[1] p#Patient.identifier',
  ]);
  expect(identifiers({})(identifier(MRN, NIK))).toEqual([]);
});

const laboratory = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }],
};

describe('a discriminator', () => {
  it('by pattern takes what has at least the pattern', () => {
    const issues = against(
      'Observation',
      {
        path: 'Observation.category',
        slicing: { discriminator: [{ type: 'pattern', path: '$this' }], rules: 'open' },
      },
      { path: 'Observation.category', sliceName: 'lab', min: 1, patternCodeableConcept: laboratory },
    );
    expect(issues(observation({ category: [{ ...laboratory, text: 'x' }] }))).toEqual([]);
    expect(issues(observation({ category: [{ text: 'x' }] }))).toEqual([
      'required Observation p#Observation.category:lab',
    ]);
  });

  it('by value finds the part of a pattern further up', () => {
    const issues = against(
      'Observation',
      {
        path: 'Observation.category',
        slicing: { discriminator: [{ type: 'value', path: 'coding.code' }], rules: 'open' },
      },
      { path: 'Observation.category', sliceName: 'lab', min: 1, patternCodeableConcept: laboratory },
    );
    expect(issues(observation({ category: [laboratory] }))).toEqual([]);
    expect(issues(observation({ category: [{ coding: [{ code: 'x' }] }] }))).toHaveLength(1);
  });

  it('by value asks the required binding where nothing is fixed', () => {
    const issues = against(
      'Observation',
      {
        path: 'Observation.category',
        slicing: { discriminator: [{ type: 'value', path: '$this' }], rules: 'open' },
      },
      {
        path: 'Observation.category',
        sliceName: 'kind',
        min: 1,
        max: '1',
        binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/observation-category' },
      },
    );
    const own = { coding: [{ system: 'http://a.org', code: 'laboratory' }] };
    expect(issues(observation({ category: [own, laboratory] }))).toEqual([]);
    expect(issues(observation({ category: [own] }))).toEqual([
      'required Observation p#Observation.category:kind',
    ]);
  });

  it('by existence takes what has an element, or has none', () => {
    const issues = against(
      'Patient',
      {
        path: 'Patient.name',
        slicing: { discriminator: [{ type: 'exists', path: 'period' }], rules: 'open' },
      },
      { path: 'Patient.name', sliceName: 'dated', max: '1' },
      { path: 'Patient.name.period', min: 1 },
      { path: 'Patient.name', sliceName: 'undated', min: 1 },
      { path: 'Patient.name.period', max: '0' },
    );
    const dated = { text: 'x', period: { start: '2025' } };
    expect(issues(patient({ name: [dated, { text: 'y' }] }))).toEqual([]);
    expect(issues(patient({ name: [dated, dated] }))).toEqual([
      'structure Patient.name[1] p#Patient.name:dated',
      'required Patient p#Patient.name:undated',
    ]);
  });

  it('by type takes a choice in that type', () => {
    const issues = against(
      'Observation',
      {
        path: 'Observation.value[x]',
        slicing: { discriminator: [{ type: 'type', path: '$this' }], rules: 'open' },
      },
      { path: 'Observation.value[x]', sliceName: 'valueQuantity', min: 1, type: [{ code: 'Quantity' }] },
      { path: 'Observation.value[x].code', min: 1 },
    );
    expect(issues(observation())).toEqual([]);
    expect(issues(observation({ valueQuantity: { value: 1 } }))).toEqual([
      'required Observation.value.ofType(Quantity) p#Observation.value[x]:valueQuantity.code',
    ]);
    expect(issues(observation({ valueQuantity: undefined, valueString: 'x' }))).toEqual([
      'required Observation p#Observation.value[x]:valueQuantity',
    ]);
  });

  it('by the type of what a reference leads to reads it from the reference', () => {
    const issues = against(
      'Observation',
      {
        path: 'Observation.performer',
        slicing: { discriminator: [{ type: 'type', path: 'resolve()' }], rules: 'open' },
      },
      {
        path: 'Observation.performer',
        sliceName: 'lab',
        min: 1,
        type: [
          { code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/Organization'] },
        ],
      },
    );
    expect(issues(observation({ performer: [{ reference: 'Organization/lab' }] }))).toEqual([]);
    expect(issues(observation({ performer: [{ reference: 'Practitioner/1' }] }))).toHaveLength(1);
  });

  it('by profile tries the profile', () => {
    const named = profile('named', 'Patient', [{ path: 'Patient.name', min: 1 }]);
    const bundle = profile('p', 'Bundle', [
      {
        path: 'Bundle.entry',
        slicing: { discriminator: [{ type: 'profile', path: 'resource' }], rules: 'open' },
      },
      { path: 'Bundle.entry', sliceName: 'named', min: 1, max: '1' },
      { path: 'Bundle.entry.resource', type: [{ code: 'Patient', profile: [named.url as string] }] },
    ]);
    const entries = (...patients: object[]) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: patients.map((each, i) => ({
        fullUrl: `http://b.org/Patient/${i}`,
        resource: patient({ id: `${i}`, ...each }),
      })),
    });
    expect(issuesAgainst(entries({}, { name: [{ text: 'x' }] }), bundle, named)).toEqual([]);
    expect(issuesAgainst(entries({}), bundle, named)).toEqual(['required Bundle p#Bundle.entry:named']);
  });

  describe('by the profile of what a reference leads to', () => {
    const CORE = 'http://hl7.org/fhir/StructureDefinition/';
    const named = profile('named', 'Patient', [{ path: 'Patient.name', min: 1 }]);
    const targeted = (path: string, sliceName: string, targetProfile: string) => ({
      path,
      sliceName,
      max: '1',
      type: [{ code: 'Reference', targetProfile: [targetProfile] }],
    });
    const bundleOf = (...resources: object[]) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: resources.map((resource) => {
        const { resourceType, id } = resource as { resourceType: string; id: string };
        return { fullUrl: `http://b.org/${resourceType}/${id}`, resource };
      }),
    });
    const list = (...references: string[]) => ({
      resourceType: 'List',
      id: 'l',
      meta: { profile: ['http://a.org/p'] },
      status: 'current',
      mode: 'working',
      entry: references.map((reference) => ({ item: { reference } })),
    });
    const within = (first: object, ...profiles: StructureDefinition[]) =>
      issuesAgainst(
        bundleOf(first, patient({ id: '1', name: [{ text: 'x' }] }), { resourceType: 'Device', id: 'd' }),
        profile('b', 'Bundle', []),
        ...profiles,
      );

    it('takes no resource of another type, whatever its profile asks', () => {
      const performer = profile('p', 'Observation', [
        {
          path: 'Observation.performer',
          slicing: { discriminator: [{ type: 'profile', path: 'resolve()' }], rules: 'open' },
        },
        targeted('Observation.performer', 'named', named.url as string),
        targeted('Observation.performer', 'practitioner', `${CORE}Practitioner`),
        targeted('Observation.performer', 'organization', `${CORE}Organization`),
      ]);
      const one = (...references: string[]) =>
        observation({
          id: 'o',
          meta: { profile: ['http://a.org/p'] },
          performer: references.map((reference) => ({ reference })),
        });
      expect(within(one('http://b.org/Patient/1'), performer, named)).toEqual([]);
      expect(within(one('http://b.org/Patient/1', 'http://b.org/Patient/1'), performer, named)).toEqual([
        'structure Bundle.entry[0].resource.performer[1] p#Observation.performer:named',
      ]);
    });

    it('follows a path to the reference', () => {
      const slicing = {
        discriminator: [{ type: 'profile' as const, path: 'item.resolve()' }],
        rules: 'closed' as const,
      };
      const items = profile('p', 'List', [
        { path: 'List.entry', slicing },
        { path: 'List.entry', sliceName: 'named' },
        {
          path: 'List.entry.item',
          type: [{ code: 'Reference', targetProfile: [named.url as string] }],
        },
      ]);
      expect(within(list('http://b.org/Patient/1'), items, named)).toEqual([]);
      expect(within(list('http://b.org/Device/d'), items, named)).toEqual([
        'structure Bundle.entry[0].resource.entry[0] p#List.entry',
      ]);
    });
  });

  it('by the url of an extension within the item', () => {
    const url = 'http://hl7.org/fhir/StructureDefinition/iso21090-preferred';
    const issues = against(
      'Patient',
      {
        path: 'Patient.name',
        slicing: { discriminator: [{ type: 'value', path: `extension('${url}').value` }], rules: 'open' },
      },
      { path: 'Patient.name', sliceName: 'preferred', max: '1' },
      {
        path: 'Patient.name.extension',
        sliceName: 'preferred',
        min: 1,
        type: [{ code: 'Extension', profile: [url] }],
      },
      { path: 'Patient.name.extension.value[x]', fixedBoolean: true },
    );
    const preferred = { text: 'x', extension: [{ url, valueBoolean: true }] };
    expect(issues(patient({ name: [preferred, { text: 'y' }] }))).toEqual([]);
    expect(issues(patient({ name: [preferred, preferred] }))).toEqual([
      'structure Patient.name[1] p#Patient.name:preferred',
    ]);
  });
});

it('sorts the items of a slice into its own slices', () => {
  const issues = against(
    'Patient',
    {
      path: 'Patient.identifier',
      slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
    },
    {
      path: 'Patient.identifier',
      sliceName: 'nik',
      slicing: { discriminator: [{ type: 'value', path: 'use' }], rules: 'closed' },
    },
    { path: 'Patient.identifier.system', fixedUri: NIK },
    { path: 'Patient.identifier', sliceName: 'nik/official', min: 1, max: '1' },
    { path: 'Patient.identifier.system', fixedUri: NIK },
    { path: 'Patient.identifier.use', fixedCode: 'official' },
  );
  const nik = (use: string) => ({ system: NIK, value: 'x', use });
  expect(issues(patient({ identifier: [nik('official'), { system: MRN, value: 'x' }] }))).toEqual([]);
  expect(issues(patient({ identifier: [nik('official'), nik('old')] }))).toEqual([
    'structure Patient.identifier[1] p#Patient.identifier:nik',
  ]);
});
