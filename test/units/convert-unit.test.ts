import { convertUnit, isUcumCode } from '#units/convert-unit.ts';

it.each([
  ['mg/dL', 'g/L', 126, 1.26],
  ['mg/dl', 'mg/dL', 126, 126],
  ['Cel', '[degF]', 37, 98.6],
  ['[degF]', 'Cel', 98.6, 37],
  ['%', '%{Hb}', 7, 7],
  ['mm[Hg]', 'kPa', 120, 15.99864],
  ['[IU]/L', 'm[IU]/mL', 5, 5],
  ['[iU]', 'k[IU]', 1500, 1.5],
  ['ng/mL', 'ug/L{FEU}', 1, 1],
  ['10*3/uL', '{cells}/uL', 4.5, 4500],
])('%s -> %s: %d is %d', (from, to, value, expected) => {
  expect(convertUnit(from, to)?.(value)).toBe(expected);
});

it.each([
  ['mg/dL', 'mmol/L'],
  ['[IU]', "[arb'U]"],
  ['[IU]', 'mg'],
  ['ng/mL{FEU}', 'ng/mL{DDU}'],
  ['{score}', 'mmol/mol'],
  ['1', '{score}'],
  ['stones', 'kg'],
  ['mg', 'constructor'],
  ['', 'mg'],
  ['m'.repeat(1000), 'mg'],
])('%s and %s are not compared', (from, to) => {
  expect(convertUnit(from, to)).toBeUndefined();
});

it('knows the codes of UCUM', () => {
  expect(['mg/dL', '%', '{score}', '[degF]'].every(isUcumCode)).toBe(true);
  expect(['mcg', 'lbs', 'mg per dL', '__proto__'].some(isUcumCode)).toBe(false);
});
