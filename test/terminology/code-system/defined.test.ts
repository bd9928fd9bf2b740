import type { ValueSet } from '@medplum/fhirtypes';
import { terminologyOf } from '../terminology-of.ts';

const terminology = terminologyOf();
const isCode = (system: string) => (code: string) => terminology.validateCode({ system, code }).result;

describe('UCUM', () => {
  const isUnit = isCode('http://unitsofmeasure.org');

  it.each([
    'mg/dL',
    '%',
    'mmol/mol',
    'ng/mL{FEU}',
    '10*3/uL',
    'mm[Hg]',
    'Cel',
    '{vial}',
    '/min',
    '[iU]/L',
    '1',
  ])('%s is a unit', (unit) => expect(isUnit(unit)).toBe(true));

  it.each(['mg/dl ', 'mmHg', 'mcg', '', 'mg per dL', '°C', 'mg//dL', '(', 'constructor', '__proto__'])(
    "'%s' is none",
    (unit) => expect(isUnit(unit)).toBe(false),
  );

  it('refuses a text that no unit is as long as', () => {
    expect(isUnit(`${'m.'.repeat(50_000)}m`)).toBe(false);
    expect(isUnit('('.repeat(100_000))).toBe(false);
  });

  it('has units of a kind by their base units', () => {
    const ofKind = (value: string): ValueSet => ({
      resourceType: 'ValueSet',
      status: 'active',
      compose: {
        include: [
          { system: 'http://unitsofmeasure.org', filter: [{ property: 'canonical', op: '=', value }] },
        ],
      },
    });
    const has = (value: string, code: string) =>
      terminology.validateInValueSet(ofKind(value), [{ system: 'http://unitsofmeasure.org', code }]).result;
    expect([has('m', 'cm'), has('m', 'kg'), has('a', 'h'), has('a', 'm')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('language tags (BCP 47)', () => {
  const isTag = isCode('urn:ietf:bcp:47');

  it.each(['en', 'id-ID', 'zh-Hant-TW', 'de-CH-1996', 'EN-us', 'sgn-ase', 'x-mine', 'i-klingon', 'es-419'])(
    '%s is one',
    (tag) => expect(isTag(tag)).toBe(true),
  );

  it.each(['xx', 'english', 'en_US', 'en-', 'en--US', 'en-AB', 'toString', ''])("'%s' is none", (tag) =>
    expect(isTag(tag)).toBe(false),
  );

  it('are shown in words', () => {
    expect(terminology.validateCode({ system: 'urn:ietf:bcp:47', code: 'en-US' }).display).toBe(
      'English (United States)',
    );
  });
});

describe('other systems without a list', () => {
  it.each([
    ['urn:ietf:bcp:13', 'application/pdf', 'pdf'],
    ['urn:ietf:bcp:13', 'application/fhir+json; charset=utf-8', 'text/plain;'],
    ['urn:ietf:bcp:13', 'image/*', '*/*'],
    ['urn:iso:std:iso:4217', 'IDR', 'idr'],
    ['urn:iso:std:iso:4217', 'XCG', 'XYZ'],
    ['urn:iso:std:iso:3166', 'ID', 'ZZ'],
    ['urn:iso:std:iso:3166', 'IDN', 'Indonesia'],
    ['urn:iso:std:iso:3166', '360', '999'],
    ['urn:ietf:rfc:3986', 'urn:oid:1.2.3', 'no uri'],
    ['https://www.iana.org/time-zones', 'Asia/Jakarta', '+07:00'],
  ])('%s has %s and not %s', (system, code, other) => {
    expect(isCode(system)(code)).toBe(true);
    expect(isCode(system)(other)).toBe(false);
  });
});
