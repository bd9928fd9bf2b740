import { loadDefinitions } from '#conformance/definitions.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import type { FhirError } from '#fhir/operation-outcome.ts';
import type { InputDefinition } from '#operation/operation-input.ts';
import { readParameters } from '#operation/parameters.ts';

const definitions = loadDefinitions();
const inputs: InputDefinition[] = [
  { name: 'url', min: 0, max: '1', type: 'uri' },
  { name: 'count', min: 0, max: '1', type: 'integer' },
  { name: 'exact', min: 0, max: '1', type: 'boolean' },
  { name: 'coding', min: 0, max: '*', type: 'Coding' },
  { name: 'resource', min: 0, max: '1', type: 'Resource' },
  { name: 'any', min: 0, max: '1', type: 'Element' },
  {
    name: 'dependency',
    min: 0,
    max: '*',
    part: [
      { name: 'element', min: 1, max: '1', type: 'uri' },
      { name: 'concept', min: 0, max: '1', type: 'CodeableConcept' },
    ],
  },
];
const read = (query: string, body?: unknown, own = inputs) =>
  readParameters({ query, body }, { name: 'do', definition: 'urn:do', inputs: own }, definitions);
const parameters = (...parameter: unknown[]) => ({ resourceType: 'Parameters', parameter });

/** The issue of the refusal. */
function refusal(query: string, body?: unknown, own = inputs) {
  try {
    read(query, body, own);
  } catch (error) {
    return { status: (error as FhirError).status, ...(error as FhirError).issues[0] };
  }
  return undefined;
}

describe('the input of an operation', () => {
  it('comes from a URL, each value of the type that its parameter has', () => {
    const input = read('url=http://a.example/x%3Fy&count=-3&exact=false&_format=json');
    expect(input.text('url')).toBe('http://a.example/x?y');
    expect(input.number('count')).toBe(-3);
    expect(input.boolean('exact')).toBe(false);
    expect(input.one('resource')).toBeUndefined();
  });

  it('comes from Parameters, with values, resources, parts and repetitions', () => {
    const patient = { resourceType: 'Patient', id: 'p' };
    const input = read(
      '',
      parameters(
        { name: 'coding', valueCoding: { code: 'a' } },
        { name: 'coding', valueCoding: { code: 'b' } },
        { name: 'resource', resource: patient },
        { name: 'dependency', part: [{ name: 'element', valueUri: 'urn:e' }] },
        { name: 'any', valueQuantity: { value: 1 } },
      ),
    );
    expect(input.all('coding').map(({ value }) => value)).toEqual([{ code: 'a' }, { code: 'b' }]);
    expect(input.all('coding')[1]?.expression).toBe('Parameters.parameter[1].valueCoding');
    expect(input.resource('resource')).toBe(patient);
    expect(input.one('resource')).toMatchObject({ type: 'Patient' });
    expect(input.one('dependency')?.parts.text('element')).toBe('urn:e');
    expect(input.one('any')).toMatchObject({ type: 'Quantity' });
  });

  it('comes from both together', () => {
    const input = read('count=2', parameters({ name: 'url', valueUri: 'urn:x' }));
    expect([input.number('count'), input.text('url')]).toEqual([2, 'urn:x']);
  });

  it('may be a resource as the whole body, where one parameter is a resource', () => {
    const patient = { resourceType: 'Patient' };
    const input = read('url=urn:x', patient);
    expect(input.resource('resource')).toBe(patient);
    expect(input.text('url')).toBe('urn:x');
  });

  it('takes a specialisation of a type, or what it is derived from', () => {
    const value = (key: string) => read('', parameters({ name: 'url', [key]: 'urn:x' })).text('url');
    expect(value('valueCanonical')).toBe('urn:x');
    const code: InputDefinition[] = [{ name: 'c', min: 0, max: '1', type: 'code' }];
    expect(read('', parameters({ name: 'c', valueString: 'x' }), code).text('c')).toBe('x');
  });

  it('is empty without a query and a body', () => {
    expect(read('').all('coding')).toEqual([]);
  });
});

describe('input that is refused', () => {
  it('for a parameter that the operation does not have, with those it has', () => {
    for (const [query, body] of [
      ['uri=x', undefined],
      ['', parameters({ name: 'uri', valueUri: 'x' })],
    ] as const)
      expect(refusal(query, body)).toMatchObject({
        status: 400,
        code: 'not-supported',
        source: 'urn:do',
        diagnostics:
          "$do: the parameter 'uri' is none of this operation; it has url, count, exact, coding, resource, any, dependency",
      });
  });

  it.each([
    ['twice', { name: 'url', valueUri: 'b' }, 'more than once', 'Parameters.parameter[1]'],
    [
      'of another type',
      { name: 'count', valueString: '1' },
      'integer was expected',
      'Parameters.parameter[1].valueString',
    ],
    [
      'of another JSON',
      { name: 'exact', valueBoolean: 'yes' },
      'boolean was',
      'Parameters.parameter[1].valueBoolean',
    ],
    ['of no type', { name: 'coding', valueThing: {} }, 'Coding was', 'Parameters.parameter[1].valueThing'],
    [
      'of an abstract type',
      { name: 'any', valueElement: {} },
      'Element was',
      'Parameters.parameter[1].valueElement',
    ],
    ['without a value', { name: 'count' }, 'no value', 'Parameters.parameter[1]'],
    [
      'with two values',
      { name: 'count', valueInteger: 1, valueString: 'x' },
      'valueInteger and',
      'Parameters.parameter[1]',
    ],
    ['as parts', { name: 'count', part: [] }, 'given as parts', 'Parameters.parameter[1].part'],
    [
      'as a value instead of parts',
      { name: 'dependency', valueUri: 'x' },
      'element, concept',
      'Parameters.parameter[1].valueUri',
    ],
    ['without a name', { valueUri: 'x' }, 'without a name', 'Parameters.parameter[1]'],
    ['as null', null, 'without a name', 'Parameters.parameter[1]'],
    [
      'that is no resource',
      { name: 'resource', resource: { resourceType: 'Cat' } },
      'Resource was',
      'Parameters.parameter[1].resource',
    ],
  ])('for a parameter %s', (_, parameter, diagnostics, expression) => {
    const found = refusal('', parameters({ name: 'url', valueUri: 'a' }, parameter));
    expect(found).toMatchObject({ status: 400, expression });
    expect(found?.diagnostics).toContain(diagnostics);
  });

  it('for one that is missing, in parts too', () => {
    const needed: InputDefinition[] = [{ name: 'meta', min: 1, max: '1', type: 'Meta' }];
    expect(refusal('', undefined, needed)).toMatchObject({
      code: 'required',
      diagnostics: '$do: meta is missing',
    });
    expect(refusal('', parameters({ name: 'dependency', part: [] }))).toMatchObject({
      code: 'required',
      expression: 'Parameters.parameter[0].part',
    });
  });

  it.each(['count=1.5', 'count=x', 'exact=yes', 'count=', 'coding=a'])('for %s in a URL', (query) => {
    expect(refusal(query)).toMatchObject({ status: 400, code: 'value' });
  });

  it('for a body that is neither Parameters nor a resource it takes', () => {
    const own = inputs.filter(({ name }) => name !== 'resource');
    for (const body of [{ resourceType: 'Patient' }, [], 'x', null, {}])
      expect(refusal('', body, own)).toMatchObject({ status: 400, code: 'structure' });
    expect(refusal('', { resourceType: 'Parameters', parameter: {} })).toMatchObject({
      expression: 'Parameters.parameter',
    });
  });
});

it('keeps the number of a URL as it was written', () => {
  const own: InputDefinition[] = [{ name: 'low', min: 0, max: '1', type: 'decimal' }];
  expect(read('low=7.10', undefined, own).number('low')).toBe(7.1);
  expect(
    read(
      '',
      parseJson('{"resourceType":"Parameters","parameter":[{"name":"low","valueDecimal":7.10}]}'),
      own,
    ).number('low'),
  ).toBe(7.1);
});
