import type { Coding } from '#terminology/terminology.ts';
import { terminologyOf } from '../terminology-of.ts';

const A = 'urn:test:a';
const B = 'urn:test:b';

const map = (url: string, element: object[], more: object = {}, ofMap: object = {}): object => ({
  resourceType: 'ConceptMap',
  url,
  status: 'active',
  ...ofMap,
  group: [{ source: A, target: B, element, ...more }],
});

const main = map(
  'urn:test:map',
  [
    { code: 'one', target: [{ code: 'uno', display: 'Uno', equivalence: 'equivalent' }] },
    {
      code: 'two',
      target: [
        { code: 'dos', equivalence: 'wider' },
        { code: 'duo', equivalence: 'narrower' },
      ],
    },
    { code: 'none', target: [{ equivalence: 'unmatched', comment: 'there is none' }] },
    {
      code: 'by-unit',
      target: [
        {
          code: 'mass',
          equivalence: 'equivalent',
          dependsOn: [{ property: 'urn:unit', system: 'http://unitsofmeasure.org', value: 'mg/dL' }],
          product: [{ property: 'urn:kind', system: 'urn:kinds', value: 'k' }],
        },
      ],
    },
  ],
  {},
  { version: '7', sourceUri: 'urn:vs:a', targetCanonical: 'urn:vs:b' },
);

const ask = (coding: Coding, choice = {}, options = {}, ...more: object[]) =>
  terminologyOf(main, ...more).translate(coding, { map: 'urn:test:map', ...choice }, options);

describe('a concept map', () => {
  it('translates a code, with the map that says so', () => {
    expect(ask({ system: A, code: 'one' })?.matches).toEqual([
      {
        equivalence: 'equivalent',
        concept: { system: B, code: 'uno', display: 'Uno' },
        product: [],
        source: 'urn:test:map|7',
      },
    ]);
    expect(ask({ system: A, code: 'two' })?.matches).toHaveLength(2);
    expect(ask({ system: B, code: 'one' })?.matches).toEqual([]);
  });

  it('says that there is no translation', () => {
    expect(ask({ system: A, code: 'none' })?.matches).toEqual([
      { equivalence: 'unmatched', product: [], source: 'urn:test:map|7' },
    ]);
  });

  it('translates back, with the equivalence turned round', () => {
    const back = ask({ system: B, code: 'dos' }, {}, { reverse: true });
    expect(back?.matches).toMatchObject([{ equivalence: 'narrower', concept: { system: A, code: 'two' } }]);
  });

  it('heeds what a mapping depends on', () => {
    const coding = { system: A, code: 'by-unit' };
    expect(ask(coding)).toEqual({ matches: [], missing: ['urn:unit'] });
    const given = (code: string) => ({
      dependencies: [{ element: 'urn:unit', codings: [{ system: 'http://unitsofmeasure.org', code }] }],
    });
    expect(ask(coding, {}, given('mmol/L'))?.matches).toEqual([]);
    expect(ask(coding, {}, given('mg/dL'))?.matches).toMatchObject([
      { concept: { code: 'mass' }, product: [{ element: 'urn:kind', concept: { code: 'k' } }] },
    ]);
  });

  it.each([
    ['provided', { mode: 'provided' }, [{ equivalence: 'equal', concept: { system: B, code: 'x' } }]],
    ['fixed', { mode: 'fixed', code: 'f' }, [{ equivalence: 'inexact', concept: { system: B, code: 'f' } }]],
    [
      'other-map',
      { mode: 'other-map', url: 'urn:test:other' },
      [{ concept: { code: 'y' }, source: 'urn:test:other' }],
    ],
  ])('takes what stands under unmapped: %s', (_, unmapped, expected) => {
    const other = map('urn:test:other', [{ code: 'x', target: [{ code: 'y', equivalence: 'equal' }] }]);
    const found = ask(
      { system: A, code: 'x' },
      { map: 'urn:test:m2' },
      {},
      map('urn:test:m2', [], { unmapped }),
      other,
    );
    expect(found?.matches).toMatchObject(expected);
  });

  it('that leads to itself under unmapped ends', () => {
    const circle = map('urn:test:m2', [], { unmapped: { mode: 'other-map', url: 'urn:test:m2' } });
    expect(ask({ system: A, code: 'x' }, { map: 'urn:test:m2' }, {}, circle)?.matches).toEqual([]);
  });

  it('is chosen by what it maps between, where none is named', () => {
    const find = (choice: object, options = {}) =>
      ask({ system: A, code: 'one' }, { map: undefined, ...choice }, options)?.matches.length;
    expect(find({})).toBe(1);
    expect(find({ source: 'urn:vs:a', target: 'urn:vs:b' })).toBe(1);
    expect(find({ target: 'urn:vs:other' })).toBe(0);
    expect(find({}, { targetSystem: B })).toBe(1);
    expect(find({}, { targetSystem: 'urn:other' })).toBe(0);
  });

  it('that is not here gives nothing at all', () => {
    expect(ask({ system: A, code: 'one' }, { map: 'urn:nowhere' })).toBeUndefined();
  });

  it('of R4 is known', () => {
    const coding = { system: 'http://hl7.org/fhir/administrative-gender', code: 'female' };
    const found = terminologyOf().translate(coding, {
      map: 'http://hl7.org/fhir/ConceptMap/cm-administrative-gender-v2',
    });
    expect(found?.matches).toMatchObject([{ concept: { code: 'F' } }]);
  });
});
