import { compileExpression } from '#fhirpath/compile-expression.ts';
import { definitions, evaluate, evaluateTyped, observation, patient } from './evaluate.ts';

describe('compileExpression', () => {
  test('gives typed values', () => {
    expect(evaluateTyped('Patient.birthDate | Patient.name.family', patient)).toEqual([
      { value: '1974-12-25', type: 'date' },
      { value: 'Chalmers', type: 'string' },
    ]);
    expect(evaluateTyped("now() > @2020 and 1 'mg' = 1 'mg'", patient)).toEqual([
      { value: true, type: 'Boolean' },
    ]);
    expect(evaluateTyped("2 'mg'", patient)).toEqual([
      { value: { value: 2, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' }, type: 'Quantity' },
    ]);
  });

  test('finds the alternative of a choice, and its type', () => {
    expect(evaluateTyped('Observation.value', observation)).toEqual([
      { value: observation.valueQuantity, type: 'Quantity' },
    ]);
    expect(evaluate('Observation.component.value.ofType(string)', observation)).toEqual(['text']);
  });

  test('tells the path of an element with members of its own, for which an expression can be compiled', () => {
    const [component] = evaluateTyped('Observation.component', observation);
    expect(component).toMatchObject({ type: 'BackboneElement', path: 'Observation.component' });
    const code = compileExpression('code.text', 'Observation.component', definitions);
    expect(code.evaluate(component?.value)).toEqual([{ value: 'a', type: 'string' }]);
  });

  test('follows content references', () => {
    const item = { linkId: '1', item: [{ linkId: '1.1', item: [{ linkId: '1.1.1' }] }] };
    expect(
      evaluate('Questionnaire.item.item.item.linkId', {
        resourceType: 'Questionnaire',
        item: [item],
      } as never),
    ).toEqual(['1.1.1']);
    expect(
      compileExpression('item.linkId', 'Questionnaire.item.item', definitions).evaluate(item.item[0]),
    ).toEqual([{ value: '1.1.1', type: 'string' }]);
  });

  test('drops the branches of a union that start with another type', () => {
    const text = "Encounter.period | (Condition.onset as Period) | Patient.name.where(use = 'usual').given";
    expect(evaluate(text, patient)).toEqual(['Jim']);
    expect(evaluate(text, observation)).toEqual([]);
    expect(evaluate('Resource.id | DomainResource.id', patient)).toEqual(['p1']);
  });

  test('finds the type of a resource inside another when it meets it', () => {
    const bundle = { resourceType: 'Bundle', entry: [{ resource: patient }, { resource: observation }] };
    expect(evaluate('Bundle.entry.resource.ofType(Patient).birthDate', bundle)).toEqual(['1974-12-25']);
    expect(evaluateTyped('Bundle.entry.resource.value', bundle)).toEqual([
      { value: observation.valueQuantity, type: 'Quantity' },
    ]);
    const any = compileExpression('Observation.status', 'Resource', definitions);
    expect(any.evaluate(observation)).toEqual([{ value: 'final', type: 'code' }]);
    expect(any.evaluate(patient)).toEqual([]);
  });

  test('a primitive with extensions alone exists without a value', () => {
    expect(evaluateTyped('Patient.gender', patient)).toEqual([{ value: undefined, type: 'code' }]);
    expect(evaluate('gender.exists() and gender.hasValue().not()', patient)).toEqual([true]);
    expect(evaluate("gender.extension('urn:absent').value", patient)).toEqual(['unknown']);
    const named = { resourceType: 'Patient', name: [{ given: ['A', null], _given: [null, { id: 'g2' }] }] };
    expect(evaluate('name.given.id', named)).toEqual(['g2']);
    expect(evaluate('name.given.count()', named)).toEqual([2]);
  });

  test('takes variables of any kind', () => {
    const typed = evaluateTyped('Observation.effective', observation);
    expect(evaluate('%t is dateTime and %t <= issued', observation, { t: typed, issued: 1 })).toEqual([true]);
    expect(evaluate('%n + 1', patient, { n: 2 })).toEqual([3]);
    expect(
      evaluate('%arms.where(code = %arm).name', patient, { arms: [{ code: 'a', name: 'A' }], arm: 'a' }),
    ).toEqual(['A']);
    expect(evaluate('%other.birthDate is date', observation, { other: patient })).toEqual([true]);
    expect(evaluate('%none.exists()', patient, { none: undefined })).toEqual([false]);
    expect(() => evaluate('%missing', patient)).toThrow('no variable %missing');
  });

  test('does not reach what JavaScript objects inherit', () => {
    expect(evaluate('%o.constructor.exists() or %o.`__proto__`.exists()', patient, { o: {} })).toEqual([
      false,
    ]);
    expect(() => evaluate('%constructor', patient)).toThrow('no variable');
    expect(() => evaluate('constructor()', patient)).toThrow();
  });

  test('does without fhirpath.js until an expression needs it, and then gives the same form', () => {
    const sorted = compileExpression('name.given.sort()', 'Patient', definitions);
    expect(sorted.native).toBe(false);
    expect(sorted.evaluate(patient).map(({ value }) => value)).toEqual(['James', 'Jim', 'Peter']);
    const descending = compileExpression('name.given.sort($this desc)', 'Patient', definitions);
    expect(descending.evaluate(patient).map(({ value }) => value)).toEqual(['Peter', 'Jim', 'James']);
    const native = compileExpression("1 'g' > %limit", 'Patient', definitions);
    expect(native.native).toBe(true);
    expect(
      native.evaluate(patient, {
        limit: [
          {
            value: { value: 5, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' },
            type: 'Quantity',
          },
        ],
      }),
    ).toEqual([{ value: true, type: 'Boolean' }]);
  });

  test('compiles an expression once', () => {
    expect(compileExpression('name', 'Patient', definitions)).toBe(
      compileExpression('name', 'Patient', definitions),
    );
  });

  test.each([
    ['name.', 'Patient', 'expected a name'],
    ['name', 'Pateint', 'unknown type Pateint'],
    ['name.ofType(HumanNmae)', 'Patient', 'unknown type HumanNmae'],
    ['name.exists(a, b)', 'Patient', 'arguments'],
    ['@2025-02-30', 'Patient', 'there is no date'],
  ])('refuses %s for %s', (text, type, message) => {
    expect(() => compileExpression(text, type, definitions)).toThrow(message);
  });

  test.each([
    ['name.given < 1', 'expects one item'],
    ["birthDate < '1975'", 'cannot compare date with string'],
    ['name.where(given)', 'expects one item'],
    ['active.length()', 'expects a string'],
  ])('%s has no meaning for the data', (text, message) => {
    expect(() => evaluate(text, patient)).toThrow(message);
  });
});
