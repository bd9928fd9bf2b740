import { lineAndColumn } from '#fhir/json/line-and-column.ts';

it.each([
  ['', 0, 1, 1],
  ['ab', 2, 1, 3],
  ['\n', 0, 1, 1],
  ['\n', 1, 2, 1],
  ['a\r\nbc\n\nd', 4, 2, 2],
  ['a\r\nbc\n\nd', 7, 4, 1],
  ['\n'.repeat(1_000_000), 1_000_000, 1_000_001, 1],
])('counts from 1 (case %#)', (text, at, line, column) => {
  expect(lineAndColumn(text, at)).toEqual({ line, column });
});
