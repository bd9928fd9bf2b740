import { compileExpression } from '#fhirpath/compile-expression.ts';
import { definitions, evaluate, observation, patient } from './evaluate.ts';

// Where fhirpath.js departs from the specification or fails on R4's own expressions, and the native engine does not.
describe('the specification and R4 decide, not fhirpath.js', () => {
  test('as() takes many items, as R4 search parameters use it', () => {
    expect(evaluate('(Observation.component.value as Quantity).unit', observation)).toEqual(['mg']);
  });

  test('a System name stands for its FHIR primitive (que-7, value.as(DateTime))', () => {
    const enableWhen = { question: '1', operator: 'exists', answerBoolean: true };
    const que7 = compileExpression(
      "operator = 'exists' implies (answer is Boolean)",
      'Questionnaire.item.enableWhen',
      definitions,
    );
    expect(que7.evaluate(enableWhen)).toEqual([{ value: true, type: 'Boolean' }]);
    expect(evaluate('effective.as(DateTime)', observation)).toEqual([observation.effectiveDateTime]);
  });

  test('where() asks for true, not for being there', () => {
    expect(evaluate('component.where(value.ofType(boolean)).code.text', observation)).toEqual([]);
  });

  test('~ does not mind the order', () => {
    expect(evaluate("name.given ~ ('jim' | 'JAMES' | 'peter')", patient)).toEqual([true]);
  });

  test("R4's patterns are taken though Unicode mode does not know all of their escapes", () => {
    const eld16 = "sliceName.matches('^[a-zA-Z0-9\\\\/\\\\-_\\\\[\\\\]\\\\@]+$')";
    const element = compileExpression(eld16, 'ElementDefinition', definitions);
    expect(element.evaluate({ path: 'Observation', sliceName: 'a/b@c' })).toEqual([
      { value: true, type: 'Boolean' },
    ]);
  });

  test('quantities without a UCUM code compare by value when their units are the same', () => {
    expect(evaluate('referenceRange.low < referenceRange.high', observation)).toEqual([true]);
    expect(evaluate('referenceRange.low >= referenceRange.high', observation)).toEqual([false]);
    expect(evaluate('referenceRange.low < value', observation)).toEqual([]);
  });

  test('hasExtension() is known', () => {
    expect(
      evaluate("birthDate.hasExtension('urn:time') and gender.hasExtension('urn:time').not()", patient),
    ).toEqual([true]);
  });
});
