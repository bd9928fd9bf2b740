import { codeSystem, terminologyOf } from '../terminology-of.ts';

const URL = 'urn:test:cs';
const codesBelow = (terminology: ReturnType<typeof terminologyOf>, code: string) => {
  const found = terminology.descendants(URL, code);
  return found === 'unknown' ? found : [...(found[0]?.codes ?? [])].sort();
};

describe('the hierarchy of a code system', () => {
  it('is that of nested concepts', () => {
    const terminology = terminologyOf(codeSystem(URL, { a: { a1: { a11: {} }, a2: {} }, b: {} }));
    expect(codesBelow(terminology, 'a')).toEqual(['a', 'a1', 'a11', 'a2']);
    expect(terminology.subsumes({ system: URL }, 'a', 'a11')).toBe('subsumes');
    expect(terminology.subsumes({ system: URL }, 'a11', 'a')).toBe('subsumed-by');
    expect(terminology.subsumes({ system: URL }, 'a', 'b')).toBe('not-subsumed');
    expect(terminology.subsumes({ system: URL }, 'b', 'b')).toBe('equivalent');
  });

  it('is that of the properties parent and child as well, with several parents', () => {
    const concept = [
      { code: 'a' },
      { code: 'b', property: [{ code: 'child', valueCode: 'c' }] },
      { code: 'c', property: [{ code: 'broader', valueCode: 'a' }] },
    ];
    const property = [
      { code: 'child', type: 'code' },
      { code: 'broader', uri: 'http://hl7.org/fhir/concept-properties#parent', type: 'code' },
    ];
    const terminology = terminologyOf(codeSystem(URL, {}, { property, concept }));
    expect(codesBelow(terminology, 'a')).toEqual(['a', 'c']);
    expect(codesBelow(terminology, 'b')).toEqual(['b', 'c']);
  });

  it('may go in circles without harm', () => {
    const concept = [
      { code: 'a', property: [{ code: 'parent', valueCode: 'b' }] },
      { code: 'b', property: [{ code: 'parent', valueCode: 'a' }] },
    ];
    const terminology = terminologyOf(
      codeSystem(URL, {}, { property: [{ code: 'parent', type: 'code' }], concept }),
    );
    expect(codesBelow(terminology, 'a')).toEqual(['a', 'b']);
    const listed = terminology.codesOf({
      resourceType: 'ValueSet',
      status: 'active',
      compose: { include: [{ system: URL }] },
    });
    expect(listed).toMatchObject({ known: true, systems: [{ codes: new Set(['a', 'b']) }] });
  });

  it('says nothing of kinds where it is made of parts', () => {
    const terminology = terminologyOf(
      codeSystem(URL, { body: { arm: {} } }, { hierarchyMeaning: 'part-of' }),
    );
    expect(terminology.subsumes({ system: URL }, 'body', 'arm')).toBe('not-subsumed');
    expect(codesBelow(terminology, 'body')).toEqual(['body']);
  });

  it('puts corrected under amended in the status of an observation', () => {
    const terminology = terminologyOf();
    const system = 'http://hl7.org/fhir/observation-status';
    expect(terminology.subsumes({ system }, 'amended', 'corrected')).toBe('subsumes');
    expect(terminology.descendants(system, 'amended')).toEqual([
      { system, codes: new Set(['amended', 'corrected']) },
    ]);
    expect(terminology.ancestors(system, 'corrected')).toEqual([
      { system, codes: new Set(['amended', 'corrected']) },
    ]);
  });

  it('is looked for in every system that has one, where no system is named', () => {
    const found = terminologyOf().descendants(undefined, 'amended');
    expect(found).toContainEqual({
      system: 'http://hl7.org/fhir/diagnostic-report-status',
      codes: new Set(['amended', 'corrected', 'appended']),
    });
    expect(terminologyOf().descendants(undefined, 'no such code')).toEqual([]);
  });
});

describe('a code', () => {
  const validate = (more: object, coding: object, options = {}) =>
    terminologyOf(codeSystem(URL, { Abc: {} }, more)).validateCode({ system: URL, ...coding }, options);

  it('is one of its system, or none', () => {
    expect(validate({}, { code: 'Abc' })).toMatchObject({ result: true, display: 'The Abc', version: '1' });
    expect(validate({}, { code: 'abc' })).toMatchObject({ result: false, reason: 'invalid-code' });
    expect(validate({}, {})).toMatchObject({ result: false, reason: 'invalid-code' });
  });

  it('may be written in any case where the system does not say that case counts', () => {
    const written = validate({ caseSensitive: false }, { code: 'abc' });
    expect(written).toMatchObject({ result: true, code: 'Abc', warnings: [{ reason: 'code-case' }] });
    expect(validate({ caseSensitive: undefined }, { code: 'ABC' }).result).toBe(true);
  });

  it.each(['fragment', 'example'])('that a system with content=%s does not list is not known', (content) => {
    expect(validate({ content }, { code: 'Abc' }).result).toBe(true);
    expect(validate({ content }, { code: 'x' })).toMatchObject({
      result: 'unknown',
      reason: 'partial-code-system',
    });
  });

  it('of a system or version that is not here is not known', () => {
    expect(validate({}, { system: 'urn:other', code: 'x' })).toMatchObject({
      result: 'unknown',
      reason: 'unknown-code-system',
    });
    const otherVersion = validate({}, { version: '2', code: 'x' });
    expect(otherVersion).toMatchObject({ result: 'unknown', reason: 'unknown-code-system' });
    expect(otherVersion.message).toContain('version 1 is');
  });

  it('has the displays of its concept, whatever their case and spaces', () => {
    const concept = [
      { code: 'x', display: 'Body weight', designation: [{ language: 'de', value: 'Gewicht' }] },
    ];
    for (const display of ['body  WEIGHT', 'Gewicht'])
      expect(validate({ concept }, { code: 'x', display }).warnings).toBeUndefined();
    const wrong = validate({ concept }, { code: 'x', display: 'Body height' });
    expect(wrong).toMatchObject({ result: true, warnings: [{ reason: 'invalid-display' }] });
    expect(wrong.warnings?.[0]?.message).toContain("expected 'Body weight' or 'Gewicht'");
  });

  it('for grouping is no code to be used, unless that is allowed', () => {
    const concept = [{ code: 'g', property: [{ code: 'notSelectable', valueBoolean: true }] }];
    expect(validate({ concept }, { code: 'g' })).toMatchObject({ result: false, reason: 'abstract-code' });
    expect(validate({ concept }, { code: 'g' }, { abstract: true }).result).toBe(true);
  });

  it('that is not in use any more is valid, with a hint', () => {
    const concept = [{ code: 'old', property: [{ code: 'status', valueCode: 'retired' }] }];
    expect(validate({ concept }, { code: 'old' })).toMatchObject({
      result: true,
      warnings: [{ reason: 'inactive-code' }],
    });
  });
});

describe('several resources of one code system', () => {
  it('answer by their version, the latest where none is asked for', () => {
    const terminology = terminologyOf(
      codeSystem(URL, { a: {} }, { version: '1.9' }),
      codeSystem(URL, { b: {} }, { version: '1.10' }),
    );
    expect(terminology.validateCode({ system: URL, code: 'b' }).result).toBe(true);
    expect(terminology.validateCode({ system: URL, code: 'a' }).result).toBe(false);
    expect(terminology.validateCode({ system: URL, version: '1.9', code: 'a' }).result).toBe(true);
  });

  it('count together where each is a fragment', () => {
    const content = 'fragment';
    const terminology = terminologyOf(
      codeSystem('http://loinc.org', { mine: {} }, { version: undefined, content }),
    );
    for (const code of ['mine', '8310-5'])
      expect(terminology.validateCode({ system: 'http://loinc.org', code }).result).toBe(true);
    expect(terminology.validateCode({ system: 'http://loinc.org', code: '99999-9' }).result).toBe('unknown');
  });
});
