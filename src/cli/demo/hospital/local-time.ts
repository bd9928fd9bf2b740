const MILLISECONDS_PER_DAY = 86_400_000;

/** A moment at the site: days since 1970-01-01 and minutes since local midnight (may run past a day). */
export interface LocalTime {
  day: number;
  minute: number;
}

/** `2025-06-10` -> day number. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / MILLISECONDS_PER_DAY;
}

/** Day number -> `2025-06-10`. */
export function dateText(day: number): string {
  return new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

/** The same or the next day that is not a Sunday: the hospital's trial clinic is closed on Sundays. */
export function clinicDay(day: number): number {
  return new Date(day * MILLISECONDS_PER_DAY).getUTCDay() === 0 ? day + 1 : day;
}

/** `time` plus minutes. */
export function later({ day, minute }: LocalTime, minutes: number): LocalTime {
  const total = minute + minutes;
  return { day: day + Math.floor(total / 1440), minute: ((total % 1440) + 1440) % 1440 };
}

/** A dateTime with offset (datatypes.html#dateTime), e.g. `2025-06-10T07:05:00+07:00`. */
export function dateTimeText({ day, minute }: LocalTime, utcOffset: string): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${dateText(day)}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:00${utcOffset}`;
}
