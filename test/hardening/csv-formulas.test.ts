/** What a subject wrote is no formula in whoever's spreadsheet. */
import { safeCell } from '#report/report-csv.ts';

it.each(['=HYPERLINK("https://evil.example")', '@SUM(A1)', '+1+cmd|x', '-2+3', '\t=1', '\r=1', '=1', '-'])(
  '%j gets an apostrophe',
  (text) => {
    expect(safeCell(text)).toBe(`'${text}`);
  },
);

it.each([
  [7.1, '7.1'],
  [-2, '-2'],
  ['-0.31', '-0.31'],
  ['+5e-3', "'+5e-3"],
  ['EXO-001', 'EXO-001'],
  [null, ''],
])('%j stays what it is', (cell, text) => {
  expect(safeCell(cell)).toBe(text);
});
