import { studyCalendar } from '#study/study-day.ts';

const jakarta = studyCalendar('Asia/Jakarta');

it('counts days on the local calendar, not in UTC', () => {
  const day = jakarta.dayOf('2025-06-10')!;
  expect(jakarta.dayOf('2025-06-10T00:00:00+07:00')).toBe(day);
  expect(jakarta.dayOf('2025-06-10T23:59:59.999+07:00')).toBe(day);
  expect(jakarta.dayOf('2025-06-09T17:00:00Z')).toBe(day);
  expect(jakarta.dayOf('2025-06-09T16:59:59Z')).toBe(day - 1);
});

it('does not know the day of a month or of nothing', () => {
  expect(jakarta.dayOf('2025-06')).toBeNull();
  expect(jakarta.dayOf('')).toBeNull();
});

it('opens and closes a day with the offset of the zone', () => {
  const day = jakarta.dayOf('2025-06-10')!;
  expect(jakarta.opens(day)).toBe('2025-06-10T00:00:00.000+07:00');
  expect(jakarta.closes(day)).toBe('2025-06-10T23:59:59.999+07:00');
});

it('follows summer time where there is one', () => {
  const berlin = studyCalendar('Europe/Berlin');
  const day = berlin.dayOf('2025-03-30')!;
  expect(berlin.opens(day)).toBe('2025-03-30T00:00:00.000+01:00');
  expect(berlin.closes(day)).toBe('2025-03-30T23:59:59.999+02:00');
});

it('refuses a zone that does not exist', () => {
  expect(() => studyCalendar('Asia/Semarang')).toThrow();
});
