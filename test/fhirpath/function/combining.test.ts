import { evaluate } from '../evaluate.ts';

const UCUM = 'http://unitsofmeasure.org';

/** `count` items that count how often the engine looks into any of them. */
function watched<T extends object>(
  count: number,
  item: (i: number) => T,
): { items: T[]; looks: () => number } {
  let looks = 0;
  const traps: ProxyHandler<T> = {
    ownKeys: (target) => {
      looks++;
      return Reflect.ownKeys(target);
    },
  };
  return { items: Array.from({ length: count }, (_, i) => new Proxy(item(i), traps)), looks: () => looks };
}

function looksFor(
  expression: string,
  count: number,
  resource: (items: object[]) => { resourceType: string },
) {
  const { items, looks } = watched(count, (i) => ({ system: 'urn:codes', code: String(i) }));
  evaluate(expression, resource(items));
  return looks();
}

const observationOf = (items: object[]) => ({
  resourceType: 'Observation',
  code: { coding: items },
  component: items.map((coding) => ({ code: { coding: [coding] } })),
});

describe('functions of many items', () => {
  it.each([
    'Observation.code.coding.distinct()',
    'Observation.code.coding.isDistinct()',
    'Observation.code.coding | Observation.component.code.coding',
    'Observation.code.coding | Encounter.type.coding',
    'Observation.code.coding.intersect(Observation.component.code.coding)',
    'Observation.code.coding.exclude(Observation.component.code.coding)',
    'Observation.code.coding.subsetOf(Observation.component.code.coding)',
    'Observation.component.repeat(code.coding)',
    'component.code.where(coding.intersect(%resource.code.coding).exists())',
    'component.code.coding.all(%resource.code.coding contains $this)',
  ])('look into each a fixed number of times, however many there are: %s', (expression) => {
    const [few, many] = [100, 400].map((count) => looksFor(expression, count, observationOf));
    expect(many).toBeLessThanOrEqual(4.2 * (few as number));
  });

  it('read a long list of the resource once, not once an item', () => {
    let reads = 0;
    const element = Array.from({ length: 50 }, (_, i) => ({ path: `Patient.e${i}` }));
    const snapshot = {
      get element() {
        reads++;
        return element;
      },
    };
    const tail = 'snapshot.element.tail().all(path.startsWith(%resource.snapshot.element.first().path))';
    evaluate(tail, { resourceType: 'StructureDefinition', snapshot } as never);
    expect(reads).toBeLessThan(10);
  });
});

describe('items that are equal although written differently', () => {
  /** More than are compared in pairs. */
  const others = Array.from({ length: 20 }, (_, i) => ({ valueString: `other ${i}` }));

  const distinctValues = (...extension: object[]) =>
    evaluate('extension.value.distinct()', {
      resourceType: 'Patient',
      extension: [...extension, ...others],
    } as never).length - others.length;

  it.each([
    [
      'properties in another order',
      [{ valueCoding: { system: 'urn:a', code: 'b' } }, { valueCoding: { code: 'b', system: 'urn:a' } }],
      1,
    ],
    ['decimals to eight places', [{ valueDecimal: 0.3 }, { valueDecimal: 0.1 + 0.2 }], 1],
    [
      'whole numbers that floating point can hardly tell apart',
      [{ valueInteger: 9007199254740991 }, { valueInteger: 9007199254740990 }],
      2,
    ],
    [
      'one instant in two zones',
      [{ valueDateTime: '2025-03-01T10:00:00Z' }, { valueDateTime: '2025-03-01T17:00:00+07:00' }],
      1,
    ],
    ['dates of different precision', [{ valueDate: '2025-03' }, { valueDate: '2025-03-01' }], 2],
    ['a date and the text of one', [{ valueDate: '2025-03-01' }, { valueString: '2025-03-01' }], 2],
    [
      'a quantity by its code, not by its unit',
      [
        { valueQuantity: { value: 1, unit: 'mg', system: UCUM, code: 'mg' } },
        { valueQuantity: { value: 1, unit: 'milligram', system: UCUM, code: 'mg' } },
      ],
      1,
    ],
    [
      'quantities of the data in two units',
      [
        { valueQuantity: { value: 1, unit: 'g', system: UCUM, code: 'g' } },
        { valueQuantity: { value: 1000, unit: 'mg', system: UCUM, code: 'mg' } },
      ],
      2,
    ],
    [
      'extensions of primitives',
      [
        { valueCode: 'x' },
        { valueCode: 'x', _valueCode: { id: 'a' } },
        { valueCode: 'x', _valueCode: { id: 'b' } },
      ],
      3,
    ],
    [
      'arrays in another order',
      [{ valueHumanName: { given: ['A', 'B'] } }, { valueHumanName: { given: ['B', 'A'] } }],
      2,
    ],
  ])('%s', (_, extensions, count) => {
    expect(distinctValues(...extensions)).toBe(count);
  });

  it('does not count ids and extensions against a value of the expression', () => {
    const given = Array.from({ length: 20 }, (_, i) => `n${i}`);
    const _given = given.map((_, i) => ({ id: `i${i}` }));
    const patient = { resourceType: 'Patient', name: [{ given, _given }] };
    expect(evaluate("name.given.exclude('n3' | 'n4').count()", patient)).toEqual([18]);
    expect(evaluate("(name.given.first() & '').subsetOf(name.given)", patient)).toEqual([true]);
    expect(evaluate("name.given.where('n5' in %resource.name.given).count()", patient)).toEqual([20]);
  });
});

it.each([2, 20])('keeps the %i quantities of a panel, each in a unit of its own', (count) => {
  const component = Array.from({ length: count }, (_, i) => ({
    valueQuantity: { value: i, system: UCUM, code: i % 2 ? 'mm[Hg]' : '/min' },
  }));
  const values = evaluate(
    '(Observation.value as Quantity) | (Observation.value as SampledData) | (Observation.component.value as Quantity)',
    { resourceType: 'Observation', component } as never,
  );
  expect(values).toEqual(component.map(({ valueQuantity }) => valueQuantity));
});

it('converts the units of an expression', () => {
  const units = "(1 'g' | 1000 'mg' | 2 'g').count()";
  expect(evaluate(units, { resourceType: 'Patient' })).toEqual([2]);
});
