import { Temporal } from '#fhirpath/value/temporal.ts';

function dateTime(text: string): Temporal {
  const value = Temporal.parse('dateTime', text);
  if (!value) throw new Error(text);
  return value;
}

describe('Temporal', () => {
  test.each(['2025-02-29', '2025-13-01', '2025-00-10', '2025-1-1', '2025-03-01T24:00:00Z', 'yesterday', ''])(
    'is not made of %p',
    (text) => {
      expect(Temporal.parse('dateTime', text)).toBeUndefined();
    },
  );

  test('compares instants across offsets', () => {
    expect(dateTime('2025-03-01T23:30:00+07:00').compare(dateTime('2025-03-01T16:30:00Z'))).toBe(0);
    expect(dateTime('2025-03-01T23:30:00+07:00').compare(dateTime('2025-03-01T17:00:00Z'))).toBeLessThan(0);
  });

  test('leaves open what the lesser precision does not tell', () => {
    expect(dateTime('2025-03').compare(dateTime('2025-03-15'))).toBeUndefined();
    expect(dateTime('2025-03').compare(dateTime('2025-04-15'))).toBeLessThan(0);
    expect(dateTime('2025-03-01T10:00:00Z').compare(dateTime('2025-03-01T10:00:00.000Z'))).toBe(0);
  });

  test('reads fractions of a second by their place', () => {
    expect(dateTime('2025-03-01T10:00:00.5Z').epoch - dateTime('2025-03-01T10:00:00Z').epoch).toBe(500);
  });

  test.each([
    ['2025-03-01T08:00:00+07:00', -28, 'day', '2025-02-01T08:00:00+07:00'],
    ['2025-01-31T08:00:00+07:00', 1, 'month', '2025-02-28T08:00:00+07:00'],
    ['2024-02-29', -1, 'year', '2023-02-28'],
    ['2025-12-31T23:30:00Z', 45, 'minute', '2026-01-01T00:15:00Z'],
    ['2025-03-01T10:00:00Z', 1.5, 'second', '2025-03-01T10:00:01.500Z'],
    ['2025-03-01T10:00:00Z', 1.9, 'day', '2025-03-02T10:00:00Z'],
    ['2025-03', 2, 'week', '2025-03'],
    ['2025-03', 40, 'day', '2025-04'],
    ['2025', 18, 'month', '2026'],
  ] as const)('%s plus %d %ss is %s', (text, amount, unit, expected) => {
    expect(dateTime(text).plus(amount, unit).text).toBe(expected);
  });

  test('a time goes around the clock', () => {
    expect(Temporal.parse('time', '23:30')?.plus(90, 'minute').text).toBe('01:00');
    expect(() => Temporal.parse('time', '23:30')?.plus(1, 'day')).toThrow('cannot add');
  });

  test('a time and a date do not compare', () => {
    expect(() => dateTime('2025').compare(Temporal.parse('time', '10:00') as Temporal)).toThrow(
      'cannot compare',
    );
  });
});
