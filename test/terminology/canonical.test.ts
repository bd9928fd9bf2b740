import { compareVersions, parseCanonical } from '#terminology/canonical.ts';

describe('a canonical', () => {
  it('is a url, with a version behind a bar', () => {
    expect(parseCanonical('http://loinc.org')).toEqual({ url: 'http://loinc.org' });
    expect(parseCanonical('http://loinc.org|2.77')).toEqual({ url: 'http://loinc.org', version: '2.77' });
    expect(parseCanonical('http://loinc.org|')).toEqual({ url: 'http://loinc.org' });
  });
});

describe('versions', () => {
  it.each([
    ['1.10.0', '1.9.0'],
    ['2018-08-12', '2018-07-30'],
    ['4.0.1', '4.0'],
    ['20230131', '20220731'],
    ['1', undefined],
  ])('%s comes after %s', (later, earlier) => {
    expect(compareVersions(later, earlier)).toBeGreaterThan(0);
    expect(compareVersions(earlier, later)).toBeLessThan(0);
    expect(compareVersions(later, later)).toBe(0);
  });
});
