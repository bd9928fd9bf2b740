import { prettyJson } from '#http/pretty-json.ts';

it('indents by two spaces and leaves numbers and strings as they are', () => {
  expect(prettyJson('{"a":7.10,"b":["x,y:{}",1.0e-7],"c":"\\"[\\\\"}')).toBe(
    '{\n  "a": 7.10,\n  "b": [\n    "x,y:{}",\n    1.0e-7\n  ],\n  "c": "\\"[\\\\"\n}',
  );
});

it('says the same as before', () => {
  const text = '{"a":{},"b":[],"c":[[{"d":null}],true]}';
  expect(JSON.parse(prettyJson(text))).toEqual(JSON.parse(text));
});
