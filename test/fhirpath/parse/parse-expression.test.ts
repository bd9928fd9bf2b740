import { parseExpression } from '#fhirpath/parse/parse-expression.ts';

const member = (name: string) => ({ kind: 'member', name });

describe('parseExpression', () => {
  test('binds operators by their precedence, equal ones from the left', () => {
    expect(parseExpression('a implies b or c and d = e')).toMatchObject({
      operator: 'implies',
      right: { operator: 'or', right: { operator: 'and', right: { operator: '=', left: member('d') } } },
    });
    expect(parseExpression('a - b - c')).toMatchObject({ left: { operator: '-' }, right: member('c') });
    expect(parseExpression('a | b is Quantity')).toMatchObject({
      operator: '|',
      right: { kind: 'type', type: 'Quantity' },
    });
  });

  test('takes operators that are words as names where a name stands', () => {
    expect(parseExpression("contains.is.as('x')")).toMatchObject({
      kind: 'call',
      name: 'as',
      target: { name: 'is' },
    });
    expect(parseExpression('text.`div`')).toMatchObject({ kind: 'member', name: 'div' });
  });

  test.each([
    ["'it\\'s \\u0041\\n'", { kind: 'string', value: "it's A\n" }],
    ['12', { kind: 'integer', value: 12 }],
    ['1.50', { kind: 'decimal', value: 1.5 }],
    ['@2025-03', { kind: 'date', value: '2025-03' }],
    ['@2025-03-01T10:00+07:00', { kind: 'dateTime', value: '2025-03-01T10:00+07:00' }],
    ['@2025T', { kind: 'dateTime', value: '2025T' }],
    ['@T10:30', { kind: 'time', value: '10:30' }],
    ['28 days', { kind: 'quantity', value: 28, unit: 'day', calendar: true }],
    ["5 'mg'", { kind: 'quantity', value: 5, unit: 'mg', calendar: false }],
    ['{}', { kind: 'empty' }],
    ["%'a-b'", { kind: 'variable', name: 'a-b' }],
    ['a // the rest\n', { kind: 'member', name: 'a' }],
    ['/* first */ a', { kind: 'member', name: 'a' }],
  ])('reads %s', (text, tree) => {
    expect(parseExpression(text)).toEqual(tree);
  });

  test('keeps a minus after a variable an operator', () => {
    expect(parseExpression('%a-%b')).toMatchObject({
      operator: '-',
      left: { name: 'a' },
      right: { name: 'b' },
    });
  });

  test.each([
    ['name..given', 'character 5'],
    ['name.where(', 'the end'],
    ['a b', 'found "b"'],
    ['a constructor', 'found "constructor"'],
    ['a ? b', 'unexpected "?"'],
    ["'open", 'unexpected'],
  ])('says where %s goes wrong', (text, message) => {
    expect(() => parseExpression(text)).toThrow(message);
  });
});
