import { diagnosticsOf, issuesOf } from '../issues-of.ts';

const parameter = (type: string, value: unknown) => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'p', [`value${type[0]!.toUpperCase()}${type.slice(1)}`]: value }],
});

const TAKEN: Record<string, unknown[]> = {
  base64Binary: ['QUJD', 'QUI=', 'QQ==', 'QU\r\nJD', 'ab+/'],
  boolean: [true, false],
  canonical: ['http://example.org/a|1.0', '#local', 'urn:oid:1.2.3|4'],
  code: ['a', 'two words', 'à'],
  date: ['2024', '2024-02', '2024-02-29', '2000-02-29', '0001-01-01'],
  dateTime: [
    '2026',
    '2026-03-02',
    '2026-03-02T08:15:00Z',
    '2026-03-02T08:15:00.123456+07:00',
    '2016-12-31T23:59:60Z',
  ],
  decimal: [0, -1.5, 1e3, 7.1],
  id: ['a', 'A-1.b', 'a'.repeat(64)],
  instant: ['2026-03-02T08:15:00Z', '2026-03-02T08:15:00.1-14:00'],
  integer: [0, -2147483648, 2147483647],
  markdown: ['# x\n\ty', ' '],
  oid: ['urn:oid:2.16.840.1.113883', 'urn:oid:0.1'],
  positiveInt: [1, 2147483647],
  string: ['x', ' padded ', 'a\tb\r\nc', 'a\u000bb', '😀'],
  time: ['08:15:00', '23:59:59.999'],
  unsignedInt: [0, 2147483647],
  uri: ['http://example.org', 'relative/path', 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
  url: ['https://example.org/a?b=c', 'mailto:a@example.org'],
  uuid: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
};

const REFUSED: Record<string, unknown[]> = {
  base64Binary: ['', 'QUJ', 'Q===', 'QU=D', 'QU_D', 'QUJD====', 1],
  boolean: ['true', 1, 0],
  canonical: ['http://example.org/a b', ''],
  code: ['', ' a', 'a ', 'a  b', 'a\tb', 1],
  date: [
    '2023-02-29',
    '1900-02-29',
    '2024-13',
    '2024-00-01',
    '2024-04-31',
    '0000',
    '24',
    '2024-2-1',
    '20240201',
    '2024-02-29T00:00:00Z',
  ],
  dateTime: [
    '2026-03-02T08:15:00',
    '2026-03-02T08:15Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T08:60:00Z',
    '2026-03-02T',
    '2026-03-02 08:15:00Z',
    '2026-03-02T08:15:00+0700',
    '2026-03-02T08:15:00+14:30',
    '2026-03-02T08:15:00.Z',
    '2026-03T08:15:00Z',
  ],
  decimal: ['7.1', '7,1', true],
  id: ['', 'a_b', 'a b', 'a'.repeat(65)],
  instant: ['2026', '2026-03-02', '2026-03-02T08:15:00'],
  integer: [1.5, 2147483648, -2147483649, '1'],
  markdown: ['', 1],
  oid: ['1.2.3', 'urn:oid:3.1', 'urn:oid:1.02', 'urn:oid:1.', 'urn:oid:1'],
  positiveInt: [0, -1],
  string: ['', 'a\u0000b', 1, 'x'.repeat(1_048_577)],
  time: ['24:00:00', '08:15', '08:15:00Z', '8:15:00'],
  unsignedInt: [-1],
  uri: ['', 'a b', 'urn:oid:1.02', 'urn:uuid:C757873D-EC9A-4326-A141-556F43239520', 'urn:uuid:1'],
  url: ['http://example.org/a b'],
  uuid: ['c757873d-ec9a-4326-a141-556f43239520', 'urn:uuid:x'],
};

describe.each(Object.keys(TAKEN))('%s', (type) => {
  it.each(TAKEN[type]!)('takes %j', (value) => {
    expect(issuesOf(parameter(type, value))).toEqual([]);
  });

  it.each(REFUSED[type]!)('refuses %j', (value) => {
    const [issue, ...more] = issuesOf(parameter(type, value));
    expect(issue).toContain(`value Parameters.parameter[0].value.ofType(${type}) datatypes.html#`);
    expect(more).toEqual([]);
  });
});

it.each([
  ['decimal', '7,2', 'write 7.2, with a decimal point and without quotes'],
  ['decimal', '7.2', 'numbers are written without quotes in JSON'],
  ['boolean', 'true', 'write true without quotes'],
  ['dateTime', '2026-03-02T08:15:00', 'a time needs its time zone, e.g. Z or +07:00'],
  ['dateTime', '2026-03-02 08:15:00', 'date and time are separated by T'],
  ['dateTime', '2026-03-02T08:15Z', 'the time must be hh:mm:ss'],
  ['instant', '2026-03-02', 'known at least to the second'],
  ['date', '2026-03-02T08:15:00Z', 'a date has no time'],
])('gives a hint for the %s %j', (type, value, hint) => {
  expect(diagnosticsOf(parameter(type, value))).toContain(hint);
});

it('checks a large text that is no base64 in one pass', () => {
  expect(issuesOf(parameter('base64Binary', `${'A'.repeat(4_000_000)}!`))).toHaveLength(1);
});
