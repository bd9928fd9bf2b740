import { loadAnalyteRules } from '#units/analyte-rules.ts';
import { analyteUnits } from '#units/analyte-units.ts';

const all = analyteUnits(loadAnalyteRules(new URL('../../study/analytes.json', import.meta.url)));
const of = (code: string) => all.find(({ codes }) => codes.includes(code))!;

it('knows the codes that mean an analyte, but none that is on hold', () => {
  expect(of('1558-6').codes).toEqual(expect.arrayContaining(['1558-6', '14771-0', '2345-7', '1556-0']));
  expect(all.some(({ codes }) => codes.includes('62388-4'))).toBe(false);
});

it.each([
  ['1558-6', 'mg/dL', 'mmol/L', 126.112, 7],
  ['1558-6', 'mmol/L', 'mg/dL', 7, 126.112],
  ['1558-6', 'umol/L', 'g/L', 7000, 1.26112],
  ['4548-4', 'mmol/mol', '%', 53, 7.00044],
  ['1986-9', 'pmol/L', 'ng/mL', 1000, 3.0203],
])('of %s %s -> %s: %d is %d', (code, from, to, value, expected) => {
  const conversion = of(code).convert(from, to);
  expect(typeof conversion === 'function' && conversion(value)).toBe(expected);
});

it('leaves to UCUM what is of one property, and keeps apart what is only about the same', () => {
  expect(of('1558-6').convert('mg/dL', 'g/L')).toBe('ucum');
  expect(of('1558-6').convert('mg/dL', 'kg')).toBeUndefined();
  expect(of('48065-7').convert('ng/mL{FEU}', 'ng/mL{DDU}')).toBe('apart');
});
