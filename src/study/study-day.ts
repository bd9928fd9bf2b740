/** Calendar days of the trial's time zone. A day is an integer: days since 1970-01-01 on the local calendar. */
export interface StudyCalendar {
  /** Local day of a FHIR date or dateTime; null when it is not known to the day. */
  dayOf(dateTime: string): number | null;
  /** First moment of a local day, as dateTime with offset. */
  opens(day: number): string;
  /** Last millisecond of a local day, as dateTime with offset. */
  closes(day: number): string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** The calendar of an IANA time zone, e.g. `Asia/Jakarta`. Throws on an unknown zone. */
export function studyCalendar(timeZone: string): StudyCalendar {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  /** The local wall clock at an instant, written as if it were UTC. */
  const wallClock = (instant: number): number => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
    return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  };
  const offsetAt = (instant: number) => (wallClock(instant) - Math.floor(instant / 1000) * 1000) / MINUTE_MS;
  const atLocal = (wall: number): string => {
    const offset = offsetAt(wall - offsetAt(wall) * MINUTE_MS);
    return `${new Date(wall).toISOString().slice(0, -1)}${offsetText(offset)}`;
  };
  return {
    dayOf(dateTime) {
      if (/^\d{4}-\d{2}-\d{2}$/.test(dateTime)) return Date.parse(`${dateTime}T00:00:00Z`) / DAY_MS;
      const instant = dateTime.includes('T') ? Date.parse(dateTime) : Number.NaN;
      return Number.isNaN(instant) ? null : Math.floor(wallClock(instant) / DAY_MS);
    },
    opens: (day) => atLocal(day * DAY_MS),
    closes: (day) => atLocal((day + 1) * DAY_MS - 1),
  };
}
