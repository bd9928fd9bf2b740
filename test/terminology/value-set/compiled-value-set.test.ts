import type { ValueSet } from '@medplum/fhirtypes';
import { codeSystem, terminologyOf, valueSet } from '../terminology-of.ts';

const CS = 'urn:test:cs';
const OTHER = 'urn:test:other';
const VS = 'urn:test:vs';
const codes = codeSystem(CS, { a: { a1: { a11: {} }, a2: {} }, b: { b1: {} }, c: {} });
const other = codeSystem(OTHER, { x: {}, y: {} });

/** The codes of a value set, sorted; or why they cannot be listed. */
function listed(vs: object, ...more: object[]): string[] | string {
  const found = terminologyOf(codes, other, ...more).codesOf(vs as ValueSet);
  return found.known ? found.systems.flatMap(({ codes }) => [...codes]).sort() : found.reason;
}

const filter = (property: string, op: string, value: string) => [
  { system: CS, filter: [{ property, op, value }] },
];

describe('a value set', () => {
  it.each([
    ['a whole system', [{ system: OTHER }], ['x', 'y']],
    ['codes by name', [{ system: CS, concept: [{ code: 'c' }, { code: 'a11' }] }], ['a11', 'c']],
    ['several parts', [{ system: OTHER }, { system: CS, concept: [{ code: 'c' }] }], ['c', 'x', 'y']],
    ['is-a', filter('concept', 'is-a', 'a1'), ['a1', 'a11']],
    ['descendent-of', filter('concept', 'descendent-of', 'a'), ['a1', 'a11', 'a2']],
    ['is-not-a', filter('concept', 'is-not-a', 'a'), ['b', 'b1', 'c']],
    ['generalizes', filter('concept', 'generalizes', 'a11'), ['a', 'a1', 'a11']],
    ['=', filter('display', '=', 'The c'), ['c']],
    ['in', filter('code', 'in', 'a1, c'), ['a1', 'c']],
    ['not-in', filter('concept', 'not-in', 'a,a1,a11,a2'), ['b', 'b1', 'c']],
    [
      'regex, which has to match as a whole',
      filter('code', 'regex', '[a-b]1*'),
      ['a', 'a1', 'a11', 'b', 'b1'],
    ],
    ['exists', filter('child', 'exists', 'true'), ['a', 'a1', 'b']],
    ['not exists', filter('child', 'exists', 'false'), ['a11', 'a2', 'b1', 'c']],
    ['parent', filter('parent', '=', 'b'), ['b1']],
    [
      'filters that all have to pass',
      [
        {
          system: CS,
          filter: [
            { property: 'concept', op: 'is-a', value: 'a' },
            { property: 'code', op: 'regex', value: '.2' },
          ],
        },
      ],
      ['a2'],
    ],
  ])('has %s', (_, include, expected) => {
    expect(listed(valueSet(VS, include))).toEqual(expected);
  });

  it('leaves out what an exclude names', () => {
    const excludes = [{ system: CS, filter: [{ property: 'concept', op: 'is-a', value: 'a1' }] }];
    expect(listed(valueSet(VS, [{ system: CS }], excludes))).toEqual(['a', 'a2', 'b', 'b1', 'c']);
  });

  it('takes of an import what its other parts take as well', () => {
    const one = valueSet('urn:test:one', filter('concept', 'is-a', 'a'));
    const two = valueSet('urn:test:two', [{ system: CS, concept: [{ code: 'a1' }, { code: 'b' }] }]);
    const both = valueSet(VS, [{ valueSet: ['urn:test:one', 'urn:test:two'] }]);
    expect(listed(both, one, two)).toEqual(['a1']);
    expect(listed(valueSet(VS, [{ system: CS, valueSet: ['urn:test:two'] }]), two)).toEqual(['a1', 'b']);
  });

  it('that includes itself is broken', () => {
    const one = valueSet('urn:test:one', [{ valueSet: ['urn:test:two'] }]);
    const two = valueSet('urn:test:two', [{ valueSet: ['urn:test:one'] }]);
    expect(listed(one, one, two)).toBe('broken-value-set');
  });

  it.each([
    ['of an unknown operator', filter('concept', 'sounds-like', 'a')],
    ['of a property that the system does not have', filter('colour', '=', 'red')],
    ['by a code that the system does not have', filter('concept', 'is-a', 'zzz')],
    ['by a pattern that is none', filter('code', 'regex', '(')],
    ['by exists with another value than true or false', filter('child', 'exists', 'maybe')],
  ])('with a filter %s is broken', (_, include) => {
    expect(listed(valueSet(VS, include))).toBe('broken-value-set');
  });

  it('takes its time in proportion, whatever the pattern of its filter', () => {
    const long = codeSystem('urn:test:long', { [`${'a'.repeat(60)}!`]: {} });
    const include = [
      { system: 'urn:test:long', filter: [{ property: 'code', op: 'regex', value: '(a+)+(a+)+(a+)+$' }] },
    ];
    expect(listed(valueSet(VS, include), long)).toEqual([]);
  });

  it('cannot be listed where it is endless, and has its codes all the same', () => {
    const units = valueSet(VS, [{ system: 'http://unitsofmeasure.org' }]) as ValueSet;
    expect(listed(units)).toBe('too-costly');
    const coding = { system: 'http://unitsofmeasure.org', code: 'mg' };
    expect(terminologyOf().validateInValueSet(units, [coding]).result).toBe(true);
  });

  it('that would take too long to list is refused', () => {
    const imports = Array.from({ length: 2000 }, (_, i) => `urn:test:vs${i}`);
    const many = imports.map((url) => valueSet(url, [{ system: 'urn:test:large' }]));
    const large = codeSystem(
      'urn:test:large',
      Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`c${i}`, {}])),
    );
    expect(listed(valueSet(VS, [{ system: 'urn:test:large', valueSet: imports }]), large, ...many)).toBe(
      'too-costly',
    );
  });
});

describe('membership in a value set', () => {
  const of = (vs: object, ...more: object[]) => {
    const terminology = terminologyOf(codes, other, vs, ...more);
    return (system: string | undefined, code: string) => {
      const membership = terminology.membership(VS);
      return system === undefined ? membership.hasCode(code) : membership.has(system, code);
    };
  };

  it('is by system and code, or by the code alone', () => {
    const has = of(valueSet(VS, [{ system: CS, concept: [{ code: 'c' }] }, { system: OTHER }]));
    expect([has(CS, 'c'), has(CS, 'a'), has(OTHER, 'c')]).toEqual([true, false, false]);
    expect([has(undefined, 'c'), has(undefined, 'y'), has(undefined, 'a')]).toEqual([true, true, false]);
  });

  it('of a system that is not known here is not known, but for what the value set names or excludes', () => {
    const unknown = 'urn:nowhere';
    const has = of(
      valueSet(
        VS,
        [{ system: unknown }, { system: OTHER }],
        [{ system: unknown, concept: [{ code: 'no' }] }],
      ),
    );
    expect([has(unknown, 'q'), has(unknown, 'no'), has(OTHER, 'x'), has(OTHER, 'q')]).toEqual([
      'unknown',
      false,
      true,
      false,
    ]);
    expect(of(valueSet(VS, [{ system: unknown, concept: [{ code: 'q' }] }]))(unknown, 'q')).toBe(true);
  });

  it('is not known where an import is not, and the rest does not have the code', () => {
    const has = of(valueSet(VS, [{ valueSet: ['urn:nowhere'] }, { system: OTHER }]));
    expect([has(OTHER, 'x'), has(CS, 'a'), has(undefined, 'a')]).toEqual([true, 'unknown', 'unknown']);
  });

  it('of a part of SNOMED CT by its hierarchy is not known', () => {
    const include = [
      {
        system: 'http://snomed.info/sct',
        filter: [{ property: 'concept', op: 'is-a', value: '404684003' }],
      },
    ];
    expect(of(valueSet(VS, include))('http://snomed.info/sct', '44054006')).toBe('unknown');
  });

  it('is not given to codes for grouping', () => {
    const concept = [
      { code: 'g', property: [{ code: 'notSelectable', valueBoolean: true }], concept: [{ code: 'h' }] },
    ];
    const has = of(valueSet(VS, [{ system: 'urn:test:g' }]), codeSystem('urn:test:g', {}, { concept }));
    expect([has('urn:test:g', 'g'), has('urn:test:g', 'h')]).toEqual([false, true]);
  });

  it('is not given to codes that are not in use, where the value set says so', () => {
    const concept = [{ code: 'old', property: [{ code: 'inactive', valueBoolean: true }] }, { code: 'new' }];
    const system = codeSystem('urn:test:i', {}, { concept });
    const has = (inactive: object) => of(valueSet(VS, [{ system: 'urn:test:i' }], [], inactive), system);
    expect(has({ inactive: false })('urn:test:i', 'old')).toBe(false);
    expect(has({})('urn:test:i', 'old')).toBe(true);
  });

  it('follows the version that a coding names', () => {
    const older = codeSystem(CS, { gone: {} }, { version: '0.9' });
    const terminology = terminologyOf(codes, older, valueSet(VS, [{ system: CS }]));
    const { has } = terminology.membership(VS);
    const of = has.bind(terminology.membership(VS));
    expect([of(CS, 'gone'), of(CS, 'gone', '0.9'), of(CS, 'a', '1'), of(CS, 'a', '7')]).toEqual([
      false,
      true,
      true,
      'unknown',
    ]);
  });

  it('of a value set that is not here is not known', () => {
    const membership = terminologyOf().membership('urn:nowhere');
    expect([membership.has(CS, 'a'), membership.hasCode('a'), membership.list(10)]).toEqual([
      'unknown',
      'unknown',
      undefined,
    ]);
  });

  it('is as R4 has it', () => {
    const terminology = terminologyOf();
    const status = terminology.membership('http://hl7.org/fhir/ValueSet/observation-status|4.0.1');
    expect(status.list(12)).toEqual([
      'registered',
      'preliminary',
      'final',
      'amended',
      'corrected',
      'cancelled',
      'entered-in-error',
      'unknown',
    ]);
    expect(status.hasCode('Final')).toBe(false);
  });
});

describe('an expansion that a value set brings along', () => {
  const contains = [{ system: 'urn:nowhere', code: 'q', contains: [{ system: 'urn:nowhere', code: 'r' }] }];
  const validate = (expansion: object, code: string) => {
    const vs = {
      ...valueSet(VS, [{ system: 'urn:nowhere' }]),
      expansion: { timestamp: '2026', ...expansion },
    };
    return terminologyOf().validateInValueSet(vs as ValueSet, [{ system: 'urn:nowhere', code }]).result;
  };

  it('answers what its definition cannot', () => {
    expect(validate({ contains }, 'r')).toBe(true);
    expect(validate({ contains }, 's')).toBe(false);
  });

  it('does not say what it has not, where it is a part', () => {
    expect(validate({ contains, total: 100 }, 'q')).toBe(true);
    expect(validate({ contains, total: 100 }, 's')).toBe('unknown');
  });
});

describe('implicit value sets', () => {
  it.each([
    ['http://snomed.info/sct?fhir_vs', 'http://snomed.info/sct'],
    ['http://loinc.org/vs', 'http://loinc.org'],
  ])('%s has the codes of its system', (url, system) => {
    const found = terminologyOf().codesOf(url);
    expect(found).toMatchObject({ known: true, partial: [system] });
  });

  it('are those that a code system names as that of all its codes', () => {
    const terminology = terminologyOf(codeSystem(CS, { a: {} }, { valueSet: 'urn:test:all' }));
    expect(terminology.membership('urn:test:all').has(CS, 'a')).toBe(true);
  });
});
