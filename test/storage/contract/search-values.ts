import { matches } from '#search/matches.ts';
import type { IndexValue, Prefix, SearchExpression, SpanRelation } from '#search/search-expression.ts';
import { type OpenStore, useStore } from './open-store.ts';
import { create, draft, find, transact } from './writes.ts';

const day = (month: number, date: number) => Date.UTC(2025, month - 1, date);

/** What is searched: id -> its search values, with the parameter named after the kind. */
const DATES: Record<string, [low: number, high: number]> = {
  may: [day(5, 20), day(5, 21)],
  june: [day(6, 10), day(6, 11)],
  across: [day(5, 15), day(6, 15)],
  long: [day(5, 1), day(8, 1)],
  july: [day(7, 1), day(7, 2)],
  'long-ago': [Date.UTC(1950, 0, 1), Date.UTC(1950, 0, 2)],
};

const NUMBERS: Record<string, [low: number, high: number]> = {
  five: [5, 5],
  'five-point-four': [5.4, 5.4],
  'four-to-six': [4, 6],
  ten: [10, 10],
  'minus-three': [-3, -3],
};

const TOKENS: Record<string, [system: string | null, code: string | null]> = {
  'a-in-s': ['urn:s', 'a'],
  'A-in-s': ['urn:s', 'A'],
  'a-in-t': ['urn:t', 'a'],
  'a-alone': [null, 'a'],
  's-alone': ['urn:s', null],
  mime: [null, 'text/xml;charset=UTF-8'],
};

const STRINGS: Record<string, [value: string, folded: string]> = {
  muller: ['Müller', 'muller'],
  mueller: ['Mueller', 'mueller'],
  shout: ['MULLER', 'muller'],
  smuller: ['Smuller', 'smuller'],
  percent: ['100%_[x]*', '100%_[x]*'],
  script: ['𐐀name', '𐐨name'],
};

const URIS: Record<string, string> = {
  root: 'http://example.org',
  fhir: 'http://example.org/fhir',
  valueset: 'http://example.org/fhir/ValueSet/1',
  upper: 'http://example.org/FHIR',
};

const REFERENCES: Record<string, IndexValue> = {
  'to-patient': { kind: 'reference', parameter: 'p', type: 'Patient', id: '1', versionId: '' },
  'to-version': { kind: 'reference', parameter: 'p', type: 'Patient', id: '1', versionId: '2' },
  'to-group': { kind: 'reference', parameter: 'p', type: 'Group', id: '1', versionId: '' },
  'to-url': { kind: 'reference', parameter: 'p', url: 'http://example.org/fhir/Patient/1' },
};

/** Quantities of 5: system, code, unit. */
const QUANTITIES: Record<string, [system: string | null, code: string | null, unit: string | null]> = {
  coded: ['http://unitsofmeasure.org', 'mg/dL', 'mg per dL'],
  'named-only': [null, null, 'mg/dL'],
  'other-system': ['urn:other', 'mg/dL', null],
  'other-unit': ['http://unitsofmeasure.org', 'mmol/L', 'mmol/L'],
  bare: [null, null, null],
};

const table = <V>(values: Record<string, V>, index: (value: V) => IndexValue) =>
  Object.entries(values).map(([id, value]): [string, IndexValue] => [id, index(value)]);

/** Resource type -> what is stored of it. */
const ROWS: Record<string, [string, IndexValue][]> = {
  Encounter: table(DATES, ([low, high]) => ({ kind: 'date', parameter: 'p', low, high })),
  RiskAssessment: table(NUMBERS, ([low, high]) => ({ kind: 'number', parameter: 'p', low, high })),
  Condition: [
    ...table(TOKENS, ([system, code]): IndexValue => ({ kind: 'token', parameter: 'p', system, code })),
    // Of several values one that is another is enough.
    ['several', { kind: 'token', parameter: 'p', system: 'urn:s', code: 'a' }],
    ['several', { kind: 'token', parameter: 'p', system: 'urn:s', code: 'b' }],
    ['twice', { kind: 'token', parameter: 'p', system: 'urn:s', code: 'a' }],
    ['twice', { kind: 'token', parameter: 'q', system: 'urn:s', code: 'b' }],
  ],
  Person: table(STRINGS, ([value, folded]) => ({ kind: 'string', parameter: 'p', value, folded })),
  ValueSet: table(URIS, (value) => ({ kind: 'uri', parameter: 'p', value })),
  DetectedIssue: table(REFERENCES, (value) => value),
  Observation: [
    ...table(
      QUANTITIES,
      ([system, code, unit]): IndexValue => ({
        kind: 'quantity',
        parameter: 'p',
        low: 5,
        high: 5,
        system,
        code,
        unit,
      }),
    ),
    ...table(
      NUMBERS,
      ([low, high]): IndexValue => ({
        kind: 'quantity',
        parameter: 'q',
        low,
        high,
        system: null,
        code: null,
        unit: null,
      }),
    ),
  ],
};

/** The ids that each relation finds around 2025-06. */
const AROUND_JUNE: Record<SpanRelation, string[]> = {
  eq: ['june'],
  ne: ['may', 'across', 'long', 'july', 'long-ago'],
  gt: ['long', 'july'],
  lt: ['may', 'across', 'long', 'long-ago'],
  ge: ['june', 'long', 'july'],
  le: ['may', 'june', 'across', 'long', 'long-ago'],
  sa: ['july'],
  eb: ['may', 'long-ago'],
  ap: ['may', 'june', 'across', 'long', 'july'],
  covers: ['long'],
  overlaps: ['june', 'across', 'long'],
};

/** The ids that each prefix finds around 5, that is 4.5 up to 5.5. */
const AROUND_FIVE: Record<Prefix, string[]> = {
  eq: ['five', 'five-point-four'],
  ne: ['four-to-six', 'ten', 'minus-three'],
  gt: ['five-point-four', 'four-to-six', 'ten'],
  lt: ['four-to-six', 'minus-three'],
  ge: ['five', 'five-point-four', 'four-to-six', 'ten'],
  le: ['five', 'four-to-six', 'minus-three'],
  sa: ['five-point-four', 'ten'],
  eb: ['minus-three'],
  ap: ['five', 'five-point-four', 'four-to-six'],
};

const FIVE = { value: 5, low: 4.5, high: 5.5 };
const MG = 'http://unitsofmeasure.org';

/** [type, what it finds, the value, the ids] */
const SENTENCES: [type: string, about: string, where: SearchExpression, ids: string[]][] = [
  ...Object.entries(AROUND_JUNE).map(([prefix, ids]): (typeof SENTENCES)[number] => [
    'Encounter',
    prefix,
    { op: 'date', parameter: 'p', prefix: prefix as SpanRelation, span: { low: day(6, 1), high: day(7, 1) } },
    ids,
  ]),
  ...Object.entries(AROUND_FIVE).flatMap(([prefix, ids]): typeof SENTENCES => [
    ['RiskAssessment', prefix, { op: 'number', parameter: 'p', prefix: prefix as Prefix, range: FIVE }, ids],
    ['Observation', prefix, { op: 'quantity', parameter: 'q', prefix: prefix as Prefix, range: FIVE }, ids],
  ]),
  [
    'Condition',
    'a code of any system',
    { op: 'token', parameter: 'p', code: 'a' },
    ['a-in-s', 'a-in-t', 'a-alone', 'several', 'twice'],
  ],
  [
    'Condition',
    'a code of a system',
    { op: 'token', parameter: 'p', system: 'urn:s', code: 'a' },
    ['a-in-s', 'several', 'twice'],
  ],
  [
    'Condition',
    'a code without a system',
    { op: 'token', parameter: 'p', system: null, code: 'a' },
    ['a-alone'],
  ],
  [
    'Condition',
    'a system',
    { op: 'token', parameter: 'p', system: 'urn:s' },
    ['a-in-s', 'A-in-s', 's-alone', 'several', 'twice'],
  ],
  [
    'Condition',
    'a system that never occurred',
    { op: 'token', parameter: 'p', system: 'urn:x', code: 'a' },
    [],
  ],
  [
    'Condition',
    'a code in any case of its letters',
    { op: 'token', parameter: 'p', system: 'urn:s', code: 'a', match: 'fold' },
    ['a-in-s', 'A-in-s', 'several', 'twice'],
  ],
  [
    'Condition',
    'the beginning of a code',
    { op: 'token', parameter: 'p', system: null, code: 'text/', match: 'starts' },
    ['mime'],
  ],
  [
    'Condition',
    'what is no such code',
    { op: 'unequal', parameter: 'p', of: { op: 'token', parameter: 'p', system: 'urn:s', code: 'a' } },
    ['A-in-s', 'a-in-t', 'a-alone', 's-alone', 'mime', 'several'],
  ],
  ['Condition', 'a parameter that never occurred', { op: 'token', parameter: 'x', code: 'a' }, []],
  [
    'Person',
    'a beginning',
    { op: 'string', parameter: 'p', match: 'starts', value: 'mull' },
    ['muller', 'shout'],
  ],
  [
    'Person',
    'a part',
    { op: 'string', parameter: 'p', match: 'contains', value: 'ulle' },
    ['muller', 'shout', 'smuller'],
  ],
  ['Person', 'the exact text', { op: 'string', parameter: 'p', match: 'exact', value: 'Müller' }, ['muller']],
  [
    'Person',
    'signs that mean something elsewhere',
    { op: 'string', parameter: 'p', match: 'starts', value: '100%_[' },
    ['percent'],
  ],
  [
    'Person',
    'the same signs within',
    { op: 'string', parameter: 'p', match: 'contains', value: '%_[x]*' },
    ['percent'],
  ],
  [
    'Person',
    'an end',
    { op: 'string', parameter: 'p', match: 'ends', value: 'uller' },
    ['muller', 'shout', 'smuller'],
  ],
  [
    'Person',
    'an end with signs',
    { op: 'string', parameter: 'p', match: 'ends', value: '[x]*' },
    ['percent'],
  ],
  ['Person', 'an end that is longer', { op: 'string', parameter: 'p', match: 'ends', value: 'xxmuller' }, []],
  [
    'Person',
    'the same text in any case',
    { op: 'string', parameter: 'p', match: 'same', value: 'muller' },
    ['muller', 'shout'],
  ],
  [
    'Person',
    'a text from there on',
    { op: 'string', parameter: 'p', match: 'from', value: 'muller' },
    ['muller', 'shout', 'smuller', 'script'],
  ],
  [
    'Person',
    'a text before',
    { op: 'string', parameter: 'p', match: 'before', value: 'muller' },
    ['mueller', 'percent'],
  ],
  [
    'Person',
    'another text',
    {
      op: 'unequal',
      parameter: 'p',
      of: { op: 'string', parameter: 'p', match: 'same', value: 'muller' },
    },
    ['mueller', 'smuller', 'percent', 'script'],
  ],
  ['Person', 'no wildcard', { op: 'string', parameter: 'p', match: 'contains', value: 'm%r' }, []],
  ['Person', 'no regular expression', { op: 'string', parameter: 'p', match: 'contains', value: '.*' }, []],
  [
    'Person',
    'letters beyond the basic plane',
    { op: 'string', parameter: 'p', match: 'starts', value: '𐐨' },
    ['script'],
  ],
  ['ValueSet', 'the whole', { op: 'uri', parameter: 'p', match: 'exact', value: URIS.fhir! }, ['fhir']],
  [
    'ValueSet',
    'what is below',
    { op: 'uri', parameter: 'p', match: 'below', value: URIS.fhir! },
    ['fhir', 'valueset'],
  ],
  [
    'ValueSet',
    'what is above',
    { op: 'uri', parameter: 'p', match: 'above', value: URIS.valueset! },
    ['root', 'fhir', 'valueset'],
  ],
  [
    'DetectedIssue',
    'a target',
    { op: 'reference', parameter: 'p', types: ['Patient'], id: '1' },
    ['to-patient', 'to-version'],
  ],
  [
    'DetectedIssue',
    'one of several types',
    { op: 'reference', parameter: 'p', types: ['Patient', 'Group'], id: '1' },
    ['to-patient', 'to-version', 'to-group'],
  ],
  [
    'DetectedIssue',
    'a version',
    { op: 'reference', parameter: 'p', types: ['Patient'], id: '1', versionId: '2' },
    ['to-version'],
  ],
  [
    'DetectedIssue',
    'a URL',
    { op: 'reference-url', parameter: 'p', url: 'http://example.org/fhir/Patient/1' },
    ['to-url'],
  ],
  [
    'DetectedIssue',
    'the beginning of a URL',
    { op: 'reference-url', parameter: 'p', url: 'http://example.org/fhir/', match: 'starts' },
    ['to-url'],
  ],
  [
    'Observation',
    'any unit',
    { op: 'quantity', parameter: 'p', prefix: 'eq', range: FIVE },
    Object.keys(QUANTITIES),
  ],
  [
    'Observation',
    'a unit by code or name',
    { op: 'quantity', parameter: 'p', prefix: 'eq', range: FIVE, code: 'mg/dL' },
    ['coded', 'named-only', 'other-system'],
  ],
  [
    'Observation',
    'a unit of a system',
    { op: 'quantity', parameter: 'p', prefix: 'eq', range: FIVE, system: MG, code: 'mg/dL' },
    ['coded'],
  ],
  [
    'Observation',
    'a system',
    { op: 'quantity', parameter: 'p', prefix: 'eq', range: FIVE, system: MG },
    ['coded', 'other-unit'],
  ],
];

/** The values of each resource of a type. */
function rowsOf(type: string): Map<string, IndexValue[]> {
  const all = new Map<string, IndexValue[]>();
  for (const [id, value] of ROWS[type] ?? []) all.set(id, [...(all.get(id) ?? []), value]);
  return all;
}

/** Every kind of search value with all it can be asked. */
export function describeSearchValues(open: OpenStore): void {
  const store = useStore(open);

  beforeAll(async () => {
    for (const type of Object.keys(ROWS)) {
      await transact(store(), ...[...rowsOf(type)].map(([id, index]) => create(draft(type, id, { index }))));
    }
  });

  it.each(SENTENCES)('finds %s by %s', async (type, _, where, ids) => {
    expect((await find(store(), type, where)).sort()).toEqual([...ids].sort());
    // What is not stored yet is asked by other means.
    expect(
      [...rowsOf(type)].flatMap(([id, index]) => (matches(where, { id, index }) ? [id] : [])).sort(),
    ).toEqual([...ids].sort());
    // The same as one of two criteria, which a store may answer by another way.
    const both: SearchExpression = {
      op: 'all',
      of: [where, { op: 'not', of: { op: 'id', ids: ['nobody'] } }],
    };
    expect((await find(store(), type, both)).sort()).toEqual([...ids].sort());
  });
}
