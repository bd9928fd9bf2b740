import { readFileSync } from 'node:fs';
import { Decimal } from 'decimal.js';
import { loadAnalyteRules, parseAnalyteRules } from '#units/analyte-rules.ts';
import { convert, type ReceivedQuantity } from '#units/convert.ts';

const rules = loadAnalyteRules(new URL('../../study/analytes.json', import.meta.url));
const vectors = JSON.parse(readFileSync(new URL('./conversion-vectors.json', import.meta.url), 'utf8')) as [
  string,
  number,
  string,
  number,
][];

function value(analyte: string, quantity: ReceivedQuantity, loinc?: string): string {
  const result = convert(rules, analyte, quantity, loinc);
  if (result.refused) throw new Error(result.explanation);
  return result.value;
}

function refusal(analyte: string, quantity: ReceivedQuantity, loinc?: string) {
  return convert(rules, analyte, quantity, loinc).refused;
}

describe('conversion to the canonical unit', () => {
  it.each(vectors)('%s %d %s is %d, exactly', (analyte, received, unit, canonical) => {
    expect(new Decimal(value(analyte, { value: received, unit })).toString()).toBe(
      new Decimal(canonical).toString(),
    );
  });

  it('keeps the digits of a value that is canonical already', () => {
    expect(value('HBA1C', { value: '7.10', code: '%' }, '4548-4')).toBe('7.10');
  });

  it('names the rule, the unit, and keeps the comparator of a censored result', () => {
    expect(convert(rules, 'IL6', { value: '1.5', code: 'ng/L', comparator: '<' }, '26881-3')).toEqual({
      value: '1.5',
      unit: 'pg/mL',
      rule: 'il6-ng-per-l-to-pg-per-ml',
      comparator: '<',
    });
    expect(convert(rules, 'HBA1C', { value: 61, code: 'mmol/mol' }, '59261-8')).toEqual({
      value: '7.73228',
      unit: '%',
      rule: 'hba1c-ifcc-to-ngsp',
    });
  });

  it.each([
    ['CRP', '2.4', 'mcg/mL', '2.4'],
    ['CPEP', '2.1', 'µg/L', '2.1'],
    ['CPEP', '2.1', 'μg/L', '2.1'],
    ['FBG', '126', 'mg/dl', '126'],
    ['FBG', '126', ' mg/dL ', '126'],
    ['DDIMER', '0.41', 'ug/mL FEU', '410'],
    ['DDIMER', '0.41', 'mg/L FEU', '410'],
  ])('reads the spelling of %s %s "%s"', (analyte, received, unit, canonical) => {
    expect(value(analyte, { value: received, unit })).toBe(canonical);
  });
});

describe('unit basis of D-dimer', () => {
  it('takes the basis of the code when the unit does not say', () => {
    expect(value('DDIMER', { value: '410', unit: 'ng/mL' }, '48065-7')).toBe('410');
    expect(convert(rules, 'DDIMER', { value: '175', unit: 'ng/mL' }, '48066-5')).toMatchObject({
      value: '350',
      approximate: true,
    });
  });

  it('holds a result of which neither unit nor code says the basis', () => {
    expect(refusal('DDIMER', { value: '410', unit: 'ng/mL' })).toBe('unit-basis-unknown');
  });

  it('holds a result whose unit and code disagree', () => {
    expect(refusal('DDIMER', { value: '175', code: 'ng/mL{DDU}' }, '48065-7')).toBe(
      'unit-disagrees-with-code',
    );
    expect(refusal('DDIMER', { value: '410', code: 'ng/mL{FEU}' }, '48066-5')).toBe(
      'unit-disagrees-with-code',
    );
  });
});

describe('refusals', () => {
  it('refuses ng/m, which is valid UCUM but a truncated unit', () => {
    expect(refusal('CPEP', { value: '2.1', unit: 'ng/m' }, '1986-9')).toBe('unit-not-allowed');
  });

  it('refuses an IFCC code with a percent unit: 53 mmol/mol is 7.0 %, never 5.3 %', () => {
    expect(refusal('HBA1C', { value: '5.3', code: '%' }, '59261-8')).toBe('unit-disagrees-with-code');
    expect(value('HBA1C', { value: '53', code: 'mmol/mol' }, '59261-8')).toBe('7.00044');
  });

  it('refuses a unit of amount with a code of mass', () => {
    expect(refusal('FBG', { value: '7.0', code: 'mmol/L' }, '1558-6')).toBe('unit-disagrees-with-code');
  });

  it.each(['2,1', '', 'abc', '1e999', 'NaN', '<1.5', '0x10'])('refuses "%s" as a number', (text) => {
    expect(refusal('CPEP', { value: text, unit: 'ng/mL' })).toBe('not-a-decimal');
  });

  it('refuses codes on hold, not equivalent and unknown', () => {
    expect(refusal('DDIMER', { value: '1', unit: 'ng/mL{FEU}' }, '7799-0')).toBe('code-on-hold');
    expect(refusal('PPG2H', { value: '200', unit: 'mg/dL' }, '1518-0')).toBe('code-not-equivalent');
    expect(refusal('PPG2H', { value: '200', unit: 'mg/dL' }, '4548-4')).toBe('code-unknown');
    expect(refusal('PPG2H', { value: '200', unit: 'mg/dL' }, 'constructor')).toBe('code-unknown');
  });

  it('holds a mislabelled interleukin instead of repairing it', () => {
    expect(refusal('IL6', { value: '3.48', unit: 'mg/L' })).toBe('hard-limit');
  });

  it('refuses a value without a unit and units named like object members', () => {
    expect(refusal('FBG', { value: '120' })).toBe('unit-missing');
    expect(refusal('FBG', { value: '120', unit: 'constructor' })).toBe('unit-not-allowed');
  });
});

it('accepts a value beyond the soft limits, and says so', () => {
  expect(convert(rules, 'FBG', { value: '450', unit: 'mg/dL' })).toMatchObject({
    value: '450',
    soft: 'high',
  });
  expect(convert(rules, 'FBG', { value: '45', unit: 'mg/dL' })).toMatchObject({ soft: 'low' });
});

it('marks capillary results and results that need evidence of fasting', () => {
  expect(convert(rules, 'FBG', { value: '120', unit: 'mg/dL' }, '41604-0')).toMatchObject({
    capillary: true,
  });
  expect(convert(rules, 'FBG', { value: '120', unit: 'mg/dL' }, '2345-7')).toMatchObject({
    needsFastingEvidence: true,
  });
});

it('refuses an analyte file with a fault, and names it', () => {
  const broken = { unitAliases: {}, analytes: [{ key: 'X', name: 'X' }] };
  expect(() => parseAnalyteRules(broken)).toThrow(/canonicalUnit/);
});
