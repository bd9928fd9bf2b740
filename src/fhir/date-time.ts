/** A span of time in milliseconds since 1970 UTC: from `low` up to but not including `high`. */
export interface TimeSpan {
  low: number;
  high: number;
}

const DATE_TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9})\d*)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

function utc(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.setUTCHours(hour, minute, second, 0);
}

function offsetMinutes(zone: string | undefined): number {
  if (!zone || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone[0] === '-' ? -minutes : minutes;
}

/**
 * The span that a FHIR date, dateTime or instant of any precision stands for (search.html#date: "the
 * range of the value by its implicit precision"). `2025-06` is the whole month. Without a time zone the
 * value is read in UTC. Returns undefined for anything that is no such date.
 */
export function timeSpan(text: string): TimeSpan | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [, y, mo, d, h, mi, s, fraction, zone] = match;
  const year = Number(y);
  if (mo === undefined) return { low: utc(year, 0, 1), high: utc(year + 1, 0, 1) };
  const month = Number(mo) - 1;
  if (month < 0 || month > 11) return undefined;
  if (d === undefined) return { low: utc(year, month, 1), high: utc(year, month + 1, 1) };
  const day = Number(d);
  if (day < 1 || utc(year, month, day) >= utc(year, month + 1, 1)) return undefined;
  if (h === undefined) return { low: utc(year, month, day), high: utc(year, month, day + 1) };
  const [hour, minute, second] = [Number(h), Number(mi), Number(s ?? 0)];
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  const start = utc(year, month, day, hour, minute, second) - offsetMinutes(zone) * 60_000;
  if (s === undefined) return { low: start, high: start + 60_000 };
  if (fraction === undefined) return { low: start, high: start + 1000 };
  const low = start + Number(`0.${fraction}`) * 1000;
  return { low, high: low + 1000 / 10 ** fraction.length };
}
