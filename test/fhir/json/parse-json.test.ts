import { JsonError } from '#fhir/json/json-error.ts';
import { decimal, decimalText } from '#fhir/json/literals.ts';
import { parseBundleJson } from '#fhir/json/parse-bundle-json.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';

/** The refusal of a text. */
function refusal(text: string, limits?: { depth: number; values: number }): JsonError {
  try {
    parseJson(text, limits);
  } catch (error) {
    if (error instanceof JsonError) return error;
  }
  throw new Error(`${text} was taken`);
}

it.each([
  '{}',
  '[]',
  '""',
  'null',
  'true',
  '-0',
  '7.10',
  '[1.0,1e5,1E+5,-0.00,12345678901234567890]',
  '{"a":{"b":[{"c":null},[]]},"d":""}',
  '{"value":1.50,"_value":{"x":2.0}}',
  '"\\u0000\\u001f\\\\\\"é𐐀\u2028"',
])('reads %s and writes it as it was', (text) => {
  expect(serializeJson(parseJson(`[${text}]`))).toBe(`[${text}]`);
  // Compared as JSON, which does not see the texts kept beside the numbers.
  expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
});

it('reads escapes and white space', () => {
  expect(parseJson(' \t\r\n{ "a" : [ 1 , "\\u00fc\\n\\/\\ud801\\udc00" ] } ')).toEqual({ a: [1, 'ü\n/𐐀'] });
});

it('keeps the text of a decimal through a copy, until the number changes', () => {
  const quantity = parseJson('{"value":7.10,"unit":"%"}') as { value: number };
  expect(quantity).toMatchObject({ value: 7.1, unit: '%' });
  expect(Object.keys(quantity)).toEqual(['value', 'unit']);
  expect(serializeJson({ ...quantity })).toBe('{"value":7.10,"unit":"%"}');
  expect(decimalText(quantity, 'value')).toBe('7.10');
  quantity.value = 8;
  expect(serializeJson(quantity)).toBe('{"value":8,"unit":"%"}');
  expect(serializeJson(decimal({}, 'value', '8.000'))).toBe('{"value":8.000}');
});

it('leaves out what is undefined, as JSON does', () => {
  const tree = { a: undefined, b: [undefined, 1] };
  expect(serializeJson(tree)).toBe(JSON.stringify(tree));
});

it.each([
  ['', 1, 1],
  ['{"a":1,}', 1, 8],
  ['[1,]', 1, 4],
  ['{"a" 1}', 1, 6],
  ['{\n "a": 1\n "b": 2}', 3, 2],
  ['"abc', 1, 5],
  ['"a\nb"', 1, 3],
  ['"\\x"', 1, 2],
  ['"\\u12g4"', 1, 2],
  ['01', 1, 2],
  ['1.', 1, 2],
  ['-', 1, 1],
  ['+1', 1, 1],
  ['.5', 1, 1],
  ['1mg', 1, 2],
  ['Infinity', 1, 1],
  ['truex', 1, 5],
  ["{'a':1}", 1, 2],
  ['[1] 2', 1, 5],
  ['\u00a01', 1, 1],
])('refuses %j at line %i, column %i', (text, line, column) => {
  expect(refusal(text)).toMatchObject({ kind: 'syntax', line, column });
});

it('names the place of the value that it was reading', () => {
  expect(refusal('{"name":[{"family":"x"},{"family":x}]}').path).toBe('name[1].family');
  expect(refusal('{"a":{"b":1,"b":2}}')).toMatchObject({
    path: 'a',
    message: expect.stringContaining("'b'"),
  });
  expect(refusal('{"__proto__":1}').message).toContain('__proto__');
});

it('refuses what is nested too deep or holds too much', () => {
  const limits = { depth: 3, values: 5 };
  expect(parseJson('[[[1]]]', limits)).toEqual([[[1]]]);
  expect(refusal('[[[[1]]]]', limits)).toMatchObject({ kind: 'limit' });
  expect(refusal('[1,2,3,4,5]', limits)).toMatchObject({ kind: 'limit' });
  expect(refusal('['.repeat(1_000_000))).toMatchObject({ kind: 'limit', column: 65 });
});

describe('a Bundle in stretches', () => {
  it('is the same as in one go, and gives way between its entries', async () => {
    const text = '{"type":"batch","entry":[{"a":1.0},{"b":[2]},{}],"x":{"entry":[1]}}';
    let breaths = 0;
    const bundle = await parseBundleJson(text, () => {
      breaths++;
      return undefined;
    });
    expect(serializeJson(bundle)).toBe(text);
    expect(breaths).toBe(2);
  });

  it.each(['{"entry":[]}', '{"entry":{}}', '{"entry":null}', '{}', '[]', '1', '"x"'])(
    'takes %s too',
    async (text) => {
      expect(await parseBundleJson(text, () => undefined)).toEqual(JSON.parse(text));
    },
  );

  it.each(['{"entry":[{},]}', '{"entry":[{}', '{"entry":[],"entry":[]}', '{"entry":[]} x', ''])(
    'refuses %s',
    async (text) => {
      await expect(parseBundleJson(text, () => undefined)).rejects.toBeInstanceOf(JsonError);
    },
  );
});
