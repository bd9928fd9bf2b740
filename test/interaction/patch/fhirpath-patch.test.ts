import { useServer } from '../../server-for-tests.ts';
import { fhirpathPatch, operation, parametersOf, part } from './patch-of.ts';

const server = useServer();
let n = 0;

/** Creates a resource; its path. */
async function created(resource: { resourceType: string }): Promise<string> {
  const path = `/${resource.resourceType}/r${++n}`;
  const reply = await server().put(path, { ...resource, id: `r${n}` });
  expect(reply).toMatchObject({ status: 201 });
  return path;
}

const patch = (path: string, ...operations: object[]) => fhirpathPatch(server(), path, ...operations);
const add = (path: string, name: string, value: object) =>
  operation('add', path, part('name', 'valueString', name), { name: 'value', ...value });
const replace = (path: string, value: object) => operation('replace', path, { name: 'value', ...value });
const insert = (path: string, index: number, value: object) =>
  operation('insert', path, part('index', 'valueInteger', index), { name: 'value', ...value });
const remove = (path: string) => operation('delete', path);
const move = (path: string, source: number, destination: number) =>
  operation(
    'move',
    path,
    part('source', 'valueInteger', source),
    part('destination', 'valueInteger', destination),
  );

/** Patches a new resource and gives what it then has besides id and meta. */
async function patched(before: { resourceType: string }, ...operations: object[]): Promise<object> {
  const path = await created(before);
  const reply = await patch(path, ...operations);
  expect(reply).toMatchObject({ status: 200 });
  const { id: _id, meta: _meta, ...content } = (await server().get(path)).resource;
  return content;
}

const patient = (more: object = {}) => ({ resourceType: 'Patient', ...more });
/** What stands beside a primitive that has an extension. */
const EXTENDED = { extension: [{ url: 'urn:e', valueString: 'x' }] };
const identifiers = (...values: string[]) => patient({ identifier: values.map((value) => ({ value })) });

describe('add', () => {
  it.each([
    ['a primitive', 'birthDate', { valueDate: '1970-01-01' }, { birthDate: '1970-01-01' }],
    [
      'a datatype',
      'maritalStatus',
      { valueCodeableConcept: { text: 'm' } },
      { maritalStatus: { text: 'm' } },
    ],
    [
      'the first of a list',
      'identifier',
      { valueIdentifier: { value: '1' } },
      { identifier: [{ value: '1' }] },
    ],
    ['one of a choice', 'deceased', { valueBoolean: false }, { deceasedBoolean: false }],
    ['another of that choice', 'deceased', { valueDateTime: '2025' }, { deceasedDateTime: '2025' }],
    ['one of a choice by its [x]', 'deceased[x]', { valueBoolean: false }, { deceasedBoolean: false }],
    [
      'one of a choice by its property',
      'deceasedBoolean',
      { valueBoolean: false },
      { deceasedBoolean: false },
    ],
    [
      'a derived type',
      'implicitRules',
      { valueUrl: 'http://a.example' },
      { implicitRules: 'http://a.example' },
    ],
    [
      'a contained resource',
      'contained',
      { resource: { resourceType: 'Organization', id: 'b', name: 'x' } },
      {
        contained: [{ resourceType: 'Organization', id: 'b', name: 'x' }],
        generalPractitioner: [{ reference: '#b' }],
      },
    ],
    [
      'an element of parts',
      'contact',
      { part: [{ name: 'name', valueHumanName: { text: 'a' } }] },
      { contact: [{ name: { text: 'a' } }] },
    ],
    [
      'a repeated part',
      'contact',
      {
        part: [
          { name: 'telecom', valueContactPoint: { system: 'phone', value: '1' } },
          { name: 'telecom', valueContactPoint: { system: 'phone', value: '2' } },
        ],
      },
      {
        contact: [
          {
            telecom: [
              { system: 'phone', value: '1' },
              { system: 'phone', value: '2' },
            ],
          },
        ],
      },
    ],
    [
      'an extension by its parts',
      'extension',
      {
        part: [
          { name: 'url', valueUri: 'urn:e' },
          { name: 'value', valueString: 'x' },
        ],
      },
      { extension: [{ url: 'urn:e', valueString: 'x' }] },
    ],
    [
      'extensions in an extension',
      'extension',
      {
        part: [
          { name: 'url', valueUri: 'urn:e' },
          {
            name: 'extension',
            part: [
              { name: 'url', valueUri: 'urn:f' },
              { name: 'value', valueCode: 'c' },
            ],
          },
        ],
      },
      { extension: [{ url: 'urn:e', extension: [{ url: 'urn:f', valueCode: 'c' }] }] },
    ],
    [
      'a narrative by its parts',
      'text',
      {
        part: [
          { name: 'status', valueCode: 'generated' },
          { name: 'div', valueString: '<div xmlns="http://www.w3.org/1999/xhtml">a</div>' },
        ],
      },
      { text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">a</div>' } },
    ],
    [
      'a primitive with an extension',
      'birthDate',
      { valueDate: '1970-01-01', _valueDate: { extension: [{ url: 'urn:e', valueString: 'x' }] } },
      { birthDate: '1970-01-01', _birthDate: { extension: [{ url: 'urn:e', valueString: 'x' }] } },
    ],
  ])('%s', async (_, name, value, expected) => {
    // A contained resource needs a reference to it.
    const more =
      name === 'contained'
        ? [add('Patient', 'generalPractitioner', { valueReference: { reference: '#b' } })]
        : [];
    expect(await patched(patient(), add('Patient', name, value), ...more)).toEqual(patient(expected));
  });

  it('at the end of a list', async () => {
    const list = identifiers('1');
    expect(await patched(list, add('Patient', 'identifier', { valueIdentifier: { value: '2' } }))).toEqual(
      identifiers('1', '2'),
    );
  });

  it('below an element that a criterion selects', async () => {
    const before = patient({
      name: [
        { use: 'official', family: 'A' },
        { use: 'usual', family: 'B' },
      ],
    });
    const operations = add("Patient.name.where(use = 'usual')", 'given', { valueString: 'x' });
    expect(await patched(before, operations)).toEqual(
      patient({
        name: [
          { use: 'official', family: 'A' },
          { use: 'usual', family: 'B', given: ['x'] },
        ],
      }),
    );
  });

  it('an extension to a primitive', async () => {
    const extension = {
      part: [
        { name: 'url', valueUri: 'urn:e' },
        { name: 'value', valueString: 'x' },
      ],
    };
    expect(
      await patched(
        patient({ birthDate: '1970-01-01', name: [{ given: ['a', 'b'] }] }),
        add('Patient.birthDate', 'extension', extension),
        add('Patient.birthDate', 'extension', extension),
        add('Patient.name.given[1]', 'extension', extension),
      ),
    ).toEqual(
      patient({
        birthDate: '1970-01-01',
        _birthDate: {
          extension: [
            { url: 'urn:e', valueString: 'x' },
            { url: 'urn:e', valueString: 'x' },
          ],
        },
        name: [{ given: ['a', 'b'], _given: [null, { extension: [{ url: 'urn:e', valueString: 'x' }] }] }],
      }),
    );
  });
});

describe('replace', () => {
  it('an element, with its id and extensions', async () => {
    const before = patient({
      birthDate: '1970-01-01',
      _birthDate: { extension: [{ url: 'urn:e', valueString: 'x' }] },
      maritalStatus: { id: '1', text: 'a' },
    });
    expect(
      await patched(
        before,
        replace('Patient.birthDate', { valueDate: '1980-01-01' }),
        replace('Patient.maritalStatus', { valueCodeableConcept: { id: '2', text: 'b' } }),
      ),
    ).toEqual(patient({ birthDate: '1980-01-01', maritalStatus: { id: '2', text: 'b' } }));
  });

  it('one item of a list, the others keep their extensions', async () => {
    const before = patient({
      name: [{ given: ['a', null, 'c'], _given: [null, EXTENDED, { id: 'three' }] }],
    });
    expect(await patched(before, replace('Patient.name.given[0]', { valueString: 'z' }))).toEqual(
      patient({ name: [{ given: ['z', null, 'c'], _given: [null, EXTENDED, { id: 'three' }] }] }),
    );
  });

  it('a choice by one of another type', async () => {
    const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };
    expect(
      await patched(
        { ...observation, valueString: 'x' } as never,
        replace('Observation.value', { valueQuantity: { value: 1, unit: 'g' } }),
      ),
    ).toEqual({ ...observation, valueQuantity: { value: 1, unit: 'g' } });
  });

  it('what a criterion selects', async () => {
    const before = {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      component: [1, 2].map((i) => ({ code: { text: `${i}` }, valueString: 'a' })),
    };
    expect(
      await patched(
        before,
        replace("Observation.component.where(code.text = '2' and value.exists()).value.ofType(string)", {
          valueString: 'b',
        }),
      ),
    ).toMatchObject({ component: [{ valueString: 'a' }, { valueString: 'b' }] });
  });

  it('an element of parts', async () => {
    const before = patient({ contact: [{ name: { text: 'a' } }, { name: { text: 'b' } }] });
    expect(
      await patched(
        before,
        replace('Patient.contact[1]', { part: [{ name: 'name', valueHumanName: { text: 'c' } }] }),
      ),
    ).toEqual(patient({ contact: [{ name: { text: 'a' } }, { name: { text: 'c' } }] }));
  });

  it('numbers, which keep their text', async () => {
    const path = '/Observation/decimal';
    await server().put(
      path,
      '{"resourceType":"Observation","id":"decimal","status":"final","code":{"text":"x"},"valueQuantity":{"value":7.10,"unit":"%"},"referenceRange":[{"low":{"value":4.00}}]}',
    );
    const body = JSON.stringify(
      parametersOf(
        replace('Observation.value.value', { valueDecimal: 'N' }),
        replace('Observation.referenceRange.low', { valueQuantity: { value: 'N' } }),
      ),
    ).replaceAll('"N"', '6.50');
    expect((await server().send('PATCH', path, { body })).status).toBe(200);
    expect((await server().get(path)).text).toContain(
      '"valueQuantity":{"value":6.50,"unit":"%"},"referenceRange":[{"low":{"value":6.50}}]',
    );
  });

  it('an element in a contained resource', async () => {
    const before = patient({
      contained: [{ resourceType: 'Organization', id: 'o', name: 'a' }],
      managingOrganization: { reference: '#o' },
    });
    expect(
      await patched(before, replace("Patient.contained.where(id = 'o').name", { valueString: 'b' })),
    ).toMatchObject({
      contained: [{ name: 'b' }],
    });
  });
});

describe('insert', () => {
  it.each([0, 1, 2])('at %s', async (index) => {
    const expected = ['1', '2'].toSpliced(index, 0, 'new');
    expect(
      await patched(
        identifiers('1', '2'),
        insert('Patient.identifier', index, { valueIdentifier: { value: 'new' } }),
      ),
    ).toEqual(identifiers(...expected));
  });

  it('among primitives, whose extensions stay with them', async () => {
    const before = patient({ name: [{ given: ['a', 'b'], _given: [null, { id: 'b' }] }] });
    expect(await patched(before, insert('Patient.name[0].given', 1, { valueString: 'new' }))).toEqual(
      patient({ name: [{ given: ['a', 'new', 'b'], _given: [null, null, { id: 'b' }] }] }),
    );
  });
});

describe('move', () => {
  it.each([
    [3, 1, '1423'],
    [3, 0, '4123'],
    [3, 2, '1243'],
    [0, 3, '2341'],
    [1, 1, '1234'],
  ])('from %s to %s', async (source, destination, expected) => {
    expect(
      await patched(identifiers('1', '2', '3', '4'), move('Patient.identifier', source, destination)),
    ).toEqual(identifiers(...expected));
  });
});

describe('delete', () => {
  it.each([
    [
      'a primitive with its extensions',
      'Patient.birthDate',
      patient({ birthDate: '1970', _birthDate: { id: 'x' } }),
      patient(),
    ],
    ['one of a choice', 'Patient.deceased', patient({ deceasedBoolean: true }), patient()],
    ['an item of a list', 'Patient.identifier[1]', identifiers('1', '2', '3'), identifiers('1', '3')],
    ['the last item of a list', 'Patient.identifier', identifiers('1'), patient()],
    [
      'what leaves the element above empty',
      'Patient.contact.name.text',
      patient({ contact: [{ name: { text: 'a' }, address: { text: 'b' } }] }),
      patient({ contact: [{ address: { text: 'b' } }] }),
    ],
    [
      'what leaves all above empty',
      'Patient.maritalStatus.coding.code',
      patient({ maritalStatus: { coding: [{ code: 'x' }] } }),
      patient(),
    ],
    [
      'the extension of a primitive',
      'Patient.birthDate.extension',
      patient({ birthDate: '1970', _birthDate: { extension: [{ url: 'urn:e', valueString: 'x' }] } }),
      patient({ birthDate: '1970' }),
    ],
    [
      'an extension by its url',
      "Patient.extension('urn:b')",
      patient({
        extension: [
          { url: 'urn:a', valueString: 'x' },
          { url: 'urn:b', valueString: 'x' },
        ],
      }),
      patient({ extension: [{ url: 'urn:a', valueString: 'x' }] }),
    ],
    ['the first', 'Patient.identifier.first()', identifiers('1', '2'), identifiers('2')],
    ['the last', 'Patient.identifier.last()', identifiers('1', '2'), identifiers('1')],
  ])('%s', async (_, path, before, expected) => {
    expect(await patched(before, remove(path))).toEqual(expected);
  });

  it('nothing, where there is nothing, without a new version', async () => {
    const path = await created(patient({ gender: 'male' }));
    expect(
      await patch(path, remove('Patient.birthDate'), remove("Patient.name.where(use = 'old')")),
    ).toMatchObject({
      status: 200,
      headers: { etag: 'W/"1"' },
    });
  });
});

it('carries operations out in their order, each on what those before it leave', async () => {
  expect(
    await patched(
      patient(),
      add('Patient', 'name', { valueHumanName: { family: 'A' } }),
      add('Patient.name[0]', 'given', { valueString: 'x' }),
      insert('Patient.name[0].given', 0, { valueString: 'y' }),
      move('Patient.name[0].given', 0, 1),
      replace('Patient.name.family', { valueString: 'B' }),
    ),
  ).toEqual(patient({ name: [{ family: 'B', given: ['x', 'y'] }] }));
});

it('changes nothing without operations', async () => {
  const path = await created(patient());
  const reply = await server().send('PATCH', path, { body: { resourceType: 'Parameters' } });
  expect(reply).toMatchObject({ status: 200, headers: { etag: 'W/"1"' } });
});

describe('an operation that cannot be carried out changes nothing', () => {
  const before = patient({
    gender: 'male',
    birthDate: '1970',
    identifier: [{ value: '1' }, { value: '2' }],
    name: [{ given: ['a'] }, { given: ['b'] }],
  });
  const first = replace('Patient.gender', { valueCode: 'female' });
  const text = { valueString: 'x' };

  it.each([
    ['adds below nothing', add('Patient.maritalStatus', 'text', text), 'no element is there'],
    ['adds below several', add('Patient.name', 'given', text), 'leads to 2 elements'],
    ['adds what is there', add('Patient', 'birthDate', { valueDate: '1980' }), 'is there already'],
    ['adds what the type does not have', add('Patient', 'colour', text), "no element 'colour'"],
    ['adds a value of another type', add('Patient', 'active', text), 'expected: boolean'],
    [
      'adds a date for a dateTime',
      add('Patient', 'deceased', { valueDate: '2000' }),
      'expected: boolean, dateTime',
    ],
    ['adds a string for a code', add('Patient', 'language', text), 'expected: code'],
    [
      'adds an alternative under the name of another',
      add('Patient', 'deceasedBoolean', { valueDateTime: '2000' }),
      'deceasedBoolean was named',
    ],
    [
      'adds a resource for a datatype',
      add('Patient', 'maritalStatus', { resource: { resourceType: 'Basic', code: { text: 'x' } } }),
      'is a resource',
    ],
    [
      'adds a part that the element does not have',
      add('Patient', 'contact', { part: [{ name: 'colour', ...text }] }),
      "no element 'colour'",
    ],
    [
      'adds a part twice',
      add('Patient', 'contact', {
        part: [
          { name: 'gender', valueCode: 'male' },
          { name: 'gender', valueCode: 'male' },
        ],
      }),
      'does not repeat',
    ],
    ['replaces nothing', replace('Patient.maritalStatus', text), 'no element is there'],
    [
      'replaces several',
      replace('Patient.identifier', { valueIdentifier: { value: 'x' } }),
      'leads to 2 elements',
    ],
    ['replaces the resource', replace('Patient', { resource: patient() }), 'the resource itself'],
    [
      'replaces what is not of the type',
      replace('Observation.status', { valueCode: 'final' }),
      'begins with Observation',
    ],
    ['deletes several', remove('Patient.identifier'), 'leads to 2 elements'],
    ['deletes the resource', remove('Patient'), 'the resource itself'],
    ['deletes what the type does not have', remove('Patient.colour'), "no element 'colour'"],
    [
      'inserts behind the end',
      insert('Patient.identifier', 3, { valueIdentifier: { value: 'x' } }),
      'from 0 to 2',
    ],
    [
      'inserts before the beginning',
      insert('Patient.identifier', -1, { valueIdentifier: { value: 'x' } }),
      'from 0 to 2',
    ],
    [
      'inserts into what does not repeat',
      insert('Patient.gender', 0, { valueCode: 'male' }),
      'does not repeat',
    ],
    [
      'inserts into an empty list',
      insert('Patient.telecom', 0, { valueContactPoint: { system: 'phone' } }),
      'no elements',
    ],
    ['inserts into several lists', insert('Patient.name.given', 0, text), '2 lists'],
    [
      'inserts into part of a list',
      insert("Patient.identifier.where(value = '1')", 0, { valueIdentifier: { value: 'x' } }),
      'name of a list',
    ],
    ['moves from where nothing is', move('Patient.identifier', 2, 0), 'source is 2'],
    ['moves to where nothing is', move('Patient.identifier', 0, 2), 'destination is 2'],
    ['resolves a reference', replace('Patient.managingOrganization.resolve().name', text), 'resolve()'],
    ['searches all there is', remove("Patient.descendants().where($this = 'x')"), 'descendants()'],
    ['matches a pattern', remove("Patient.name.where(given.matches('(a+)+$'))"), 'matches()'],
    ['begins again in a criterion', remove('Patient.name.where(%resource.active)'), '%resource'],
    ['computes a value', remove("'Patient'.length()"), 'does not lead to an element'],
    ['indexes by a computed number', remove('Patient.name[1 - 1]'), 'whole number'],
    ['has a criterion without a meaning', remove('Patient.name.where(given < 5)'), 'cannot be carried out'],
  ])('because it %s: 422 with its place', async (_, second, diagnostics) => {
    const path = await created(before);
    expect(await patch(path, first, second)).toMatchObject({
      status: 422,
      issues: [
        {
          code: 'processing',
          diagnostics: expect.stringContaining(diagnostics),
          expression: ['Parameters.parameter[1]'],
        },
      ],
    });
    expect((await server().get(path)).headers.etag).toBe('W/"1"');
  });

  it.each([
    ['is no operation', { name: 'op', part: [] }, 'Parameters.parameter[1]'],
    [
      'has no type',
      { name: 'operation', part: [part('path', 'valueString', 'Patient')] },
      'Parameters.parameter[1]',
    ],
    ['has an unknown type', operation('remove', 'Patient.name'), 'Parameters.parameter[1]'],
    [
      'has a type that every object inherits',
      operation('constructor', 'Patient.name'),
      'Parameters.parameter[1]',
    ],
    [
      'has no path',
      { name: 'operation', part: [part('type', 'valueCode', 'delete')] },
      'Parameters.parameter[1]',
    ],
    ['has no value', operation('replace', 'Patient.name'), 'Parameters.parameter[1]'],
    [
      'has a part too many',
      operation('delete', 'Patient.name', part('index', 'valueInteger', 1)),
      'Parameters.parameter[1]',
    ],
    [
      'has an unknown part',
      operation('delete', 'Patient.name', part('count', 'valueInteger', 1)),
      'Parameters.parameter[1].part[2]',
    ],
    [
      'has a part twice',
      operation('delete', 'Patient.name', part('path', 'valueString', 'x')),
      'Parameters.parameter[1].part[2]',
    ],
    [
      'has a part of another type',
      operation('insert', 'Patient.name', part('index', 'valueString', '1'), { name: 'value', ...text }),
      'Parameters.parameter[1].part[2]',
    ],
    ['has a path that is no FHIRPath', operation('delete', 'Patient..(('), 'Parameters.parameter[1]'],
    [
      'has a path that is too long',
      operation('delete', `Patient${'.name'.repeat(300)}`),
      'Parameters.parameter[1]',
    ],
    [
      'is no valid R4',
      operation('replace', 'Patient.birthDate', { name: 'value', valueDate: '31.12.1970' }),
      'Parameters.parameter[1].part[2].value',
    ],
  ])('because it %s: 400 with its place', async (_, second, expression) => {
    const path = await created(before);
    const reply = await patch(path, first, second);
    expect(reply).toMatchObject({ status: 400 });
    expect(reply.issues[0]?.expression?.[0]).toMatch(
      new RegExp(`^${expression.replaceAll(/[[\].]/g, '\\$&')}`),
    );
    expect((await server().get(path)).headers.etag).toBe('W/"1"');
  });

  it.each([
    ['what is not valid then', replace('Patient.gender', { valueCode: 'blue' }), 'Patient.gender'],
    ['another id', replace('Patient.id', { valueId: 'other' }), 'Patient.id'],
    ['no id', remove('Patient.id'), 'Patient.id'],
  ])('because it leaves %s: 400 as for an update', async (_, second, expression) => {
    const path = await created(before);
    expect(await patch(path, first, second)).toMatchObject({
      status: 400,
      issues: [{ expression: [expression] }],
    });
    expect((await server().get(path)).headers.etag).toBe('W/"1"');
  });
});
