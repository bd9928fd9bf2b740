import type { ValueSet, ValueSetExpansionContains } from '@medplum/fhirtypes';
import type { ExpandOptions } from '#terminology/value-set/expand.ts';
import { codeSystem, terminologyOf, valueSet } from '../terminology-of.ts';

const CS = 'urn:test:cs';
const concept = [
  {
    code: 'asthma',
    display: 'Asthma',
    designation: [
      { language: 'de', value: 'Asthma bronchiale' },
      { use: { system: 'urn:use', code: 'short' }, value: 'A.' },
    ],
    concept: [
      { code: 'acute', display: 'Acute asthma' },
      { code: 'old', display: 'Old asthma', property: [{ code: 'inactive', valueBoolean: true }] },
    ],
  },
  {
    code: 'group',
    display: 'Group',
    property: [{ code: 'notSelectable', valueBoolean: true }],
    concept: [{ code: 'fever', display: 'Fiévre' }],
  },
];
const system = codeSystem(CS, {}, { concept, version: '3' });
const all = valueSet('urn:test:vs', [{ system: CS }]) as ValueSet;
const terminology = terminologyOf(system);
const expansion = (options: ExpandOptions = {}, vs = all) => terminology.expand(vs, options).expansion;
const codesOf = (contains: ValueSetExpansionContains[] = []): unknown[] =>
  contains.map(({ code, contains: below }) => (below ? [code, ...codesOf(below)] : code));
const codes = (options: ExpandOptions = {}) => codesOf(expansion(options)?.contains);

describe('an expansion', () => {
  it('is nested as its code system is', () => {
    expect(codes()).toEqual([
      ['asthma', 'acute', 'old'],
      ['group', 'fever'],
    ]);
    expect(expansion()).toMatchObject({
      total: 5,
      identifier: expect.stringMatching(/^urn:uuid:/),
      parameter: [{ name: 'version', valueUri: 'urn:test:cs|3' }],
    });
  });

  it('marks what is for grouping and what is not in use', () => {
    const contains = expansion({ excludeNested: true })?.contains ?? [];
    expect(contains.filter(({ abstract }) => abstract).map(({ code }) => code)).toEqual(['group']);
    expect(contains.filter(({ inactive }) => inactive).map(({ code }) => code)).toEqual(['old']);
  });

  it('is flat, or without codes of some kind, where that is asked for', () => {
    expect(codes({ excludeNested: true })).toEqual(['asthma', 'acute', 'old', 'group', 'fever']);
    expect(codes({ activeOnly: true })).toEqual([
      ['asthma', 'acute'],
      ['group', 'fever'],
    ]);
    expect(codes({ excludeNotForUI: true })).toEqual([['asthma', 'acute', 'old'], 'fever']);
    expect(codes({ excludeSystem: [CS] })).toEqual([]);
    expect(codes({ excludeSystem: [`${CS}|4`] })).toHaveLength(2);
  });

  it('is answered in parts', () => {
    expect(codes({ offset: 1, count: 2 })).toEqual(['acute', 'old']);
    expect(codes({ offset: 4 })).toEqual(['fever']);
    expect(codes({ offset: 9, count: 2 })).toEqual([]);
    expect(expansion({ count: 0 })).toMatchObject({ total: 5, offset: 0 });
    expect(expansion({ count: 0 })?.contains).toBeUndefined();
  });

  it.each([
    ['asth', ['asthma', 'acute', 'old']],
    ['ASTH acu', ['acute']],
    ['bronch', ['asthma']],
    ['fievre', ['fever']],
    ['sthma', []],
    ['fever', ['fever']],
  ])('is searched by the beginnings of words: %s', (filter, expected) => {
    expect(codes({ filter, excludeNested: true })).toEqual(expected);
    expect(expansion({ filter })?.total).toBe(expected.length);
  });

  it('shows displays in a language, and designations that are asked for', () => {
    const first = (options: ExpandOptions) => expansion({ ...options, count: 1 })?.contains?.[0];
    expect(first({ displayLanguage: 'fr, de-CH;q=0.5' })?.display).toBe('Asthma bronchiale');
    expect(first({ displayLanguage: 'fr' })?.display).toBe('Asthma');
    expect(first({})?.designation).toBeUndefined();
    expect(first({ includeDesignations: true })?.designation).toHaveLength(2);
    expect(first({ designation: ['urn:ietf:bcp:47|de'] })?.designation).toEqual([
      { language: 'de', value: 'Asthma bronchiale' },
    ]);
    expect(first({ designation: ['urn:use|short'] })?.designation).toHaveLength(1);
  });

  it('has the definition only where that is asked for', () => {
    expect(terminology.expand(all).compose).toBeUndefined();
    expect(terminology.expand(all, { includeDefinition: true }).compose).toEqual(all.compose);
  });

  it('takes the display of the value set before that of the system', () => {
    const named = valueSet('urn:x', [{ system: CS, concept: [{ code: 'acute', display: 'A. asthma' }] }]);
    expect(expansion({}, named as ValueSet)?.contains).toEqual([
      { system: CS, code: 'acute', display: 'A. asthma' },
    ]);
  });

  it('says that more may be in it where only a part of a system is here', () => {
    const fragment = codeSystem('urn:test:part', { a: {} }, { content: 'fragment' });
    const vs = valueSet('urn:x', [{ system: 'urn:test:part' }]) as ValueSet;
    const { expansion: partial } = terminologyOf(fragment).expand(vs);
    expect(partial?.extension).toEqual([
      { url: 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed', valueBoolean: true },
    ]);
    expect(partial?.parameter).toContainEqual(expect.objectContaining({ name: 'warning' }));
  });

  it('of more than ten thousand codes is answered in parts only', () => {
    const many = codeSystem(
      'urn:many',
      {},
      { concept: Array.from({ length: 10_001 }, (_, i) => ({ code: `${i}` })) },
    );
    const vs = valueSet('urn:x', [{ system: 'urn:many' }]) as ValueSet;
    const of = terminologyOf(many);
    expect(() => of.expand(vs)).toThrow('10001 codes');
    expect(of.expand(vs, { offset: 10_000, count: 10 }).expansion?.contains).toHaveLength(1);
  });
});

describe('the version of a code system in an expansion', () => {
  const older = codeSystem(CS, { before: {} }, { version: '2' });
  const both = terminologyOf(system, older);
  const pinned = valueSet('urn:x', [{ system: CS, version: '3' }]) as ValueSet;
  const codesWith = (vs: ValueSet, versions: object) =>
    codesOf(both.expand(vs, { versions, excludeNested: true }).expansion?.contains);

  it('is the one asked for where the value set names none', () => {
    expect(codesWith(all, { default: [`${CS}|2`] })).toEqual(['before']);
    expect(codesWith(pinned, { default: [`${CS}|2`] })).toHaveLength(5);
  });

  it('is the one asked for by force, and named as such', () => {
    expect(codesWith(pinned, { force: [`${CS}|2`] })).toEqual(['before']);
    const { expansion: forced } = both.expand(pinned, { versions: { force: [`${CS}|2`] } });
    expect(forced?.parameter).toEqual([
      { name: 'force-system-version', valueUri: `${CS}|2` },
      { name: 'version', valueUri: `${CS}|2` },
    ]);
  });

  it('is checked where that is asked for', () => {
    expect(codesWith(all, { check: [`${CS}|2`] })).toEqual(['before']);
    expect(() => codesWith(pinned, { check: [`${CS}|2`] })).toThrow('check-system-version');
  });
});
