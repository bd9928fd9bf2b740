import {
  heldValue,
  putItems,
  putValue,
  removeProperty,
  sameValue,
  spliceItems,
} from '#fhir/json/held-value.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';

const read = <T extends object>(text: string) => parseJson(text) as T;
const whole = (text: string) => ({ value: parseJson(text) });

describe('a value that is moved', () => {
  it('takes the text of its number along', () => {
    const from = read<{ a: number }>('{"a":7.10}');
    const to = read<{ b: number }>('{"b":1}');
    putValue(to, 'c', heldValue(from, 'a'));
    expect(serializeJson(to)).toBe('{"b":1,"c":7.10}');
    putValue(to, 'c', { value: 7.1 });
    expect(serializeJson(to)).toBe('{"b":1,"c":7.1}');
    removeProperty(from, 'a');
    putValue(from, 'a', { value: 7.1 });
    expect(serializeJson(from)).toBe('{"a":7.1}');
  });

  it.each([
    [0, 0, '[9.0,1.0,2,3.00]'],
    [1, 1, '[1.0,9.0,3.00]'],
    [3, 0, '[1.0,2,3.00,9.0]'],
  ])('into an array at %s for %s leaves the others their texts', (index, count, expected) => {
    const array = read<number[]>('[1.0,2,3.00]');
    spliceItems(array, index, count, heldValue(read('{"n":9.0}'), 'n'));
    expect(serializeJson(array)).toBe(expected);
  });

  it('out of an array leaves the others their texts', () => {
    const array = read<number[]>('[1.0,1,3.00]');
    spliceItems(array, 0, 1);
    expect(serializeJson(array)).toBe('[1,3.00]');
    putItems(array, []);
    putItems(array, [{ value: 3 }]);
    expect(serializeJson(array)).toBe('[3]');
  });
});

describe('values are the same', () => {
  it.each([
    ['{"a":1,"b":[true,null]}', '{"b":[true,null],"a":1.00}', true],
    ['7.10', '7.1', true],
    ['[1e2]', '[100]', true],
    ['0.10000000000000000000000001', '0.1', false],
    ['[1,2]', '[2,1]', false],
    ['{"0":1}', '[1]', false],
    ['{"a":1}', '{"a":1,"b":2}', false],
    ['{"a":1}', '{"b":1}', false],
    ['{}', '[]', false],
    ['{}', 'null', false],
    ['"1"', '1', false],
    ['null', 'null', true],
    ['{}', '{"constructor":1}', false],
    ['{"constructor":1}', '{"toString":1}', false],
  ])('%s and %s: %s', (a, b, same) => {
    // A number stands in a holder, as it does in a document.
    expect(sameValue(whole(`[${a}]`), whole(`[${b}]`))).toBe(same);
    expect(sameValue(whole(`[${b}]`), whole(`[${a}]`))).toBe(same);
  });
});
