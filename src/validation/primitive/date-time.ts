import { type Complaint, complainAbout } from './complaint.ts';

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The number that `length` digits at `from` make, or -1 when there is anything but digits. */
function digits(text: string, from: number, length: number): number {
  let number = 0;
  for (let i = from; i < from + length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
}

/** Where the date (YYYY, YYYY-MM or YYYY-MM-DD) at the start of `text` ends, or -1 when there is none. */
function endOfDate(text: string): number {
  const year = digits(text, 0, 4);
  if (year < 1) return -1;
  if (text.charCodeAt(4) !== 45) return 4;
  const month = digits(text, 5, 2);
  if (month < 1 || month > 12) return -1;
  if (text.charCodeAt(7) !== 45) return 7;
  const day = digits(text, 8, 2);
  return day < 1 || day > daysIn(year, month) ? -1 : 10;
}

/** Where the time hh:mm:ss(.s+) at `from` ends, or -1. The 60th second is allowed for leap seconds. */
function endOfTime(text: string, from: number): number {
  const hour = digits(text, from, 2);
  const minute = digits(text, from + 3, 2);
  const second = digits(text, from + 6, 2);
  const ranges = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
  if (!ranges || text[from + 2] !== ':' || text[from + 5] !== ':') return -1;
  let end = from + 8;
  if (text[end] !== '.') return end;
  while (digits(text, end + 1, 1) >= 0) end++;
  return end === from + 8 ? -1 : end + 1;
}

/** Whether a time zone (Z, or +hh:mm up to 14:00) is all that stands at `from`. */
function isZone(text: string, from: number): boolean {
  if (text[from] === 'Z') return text.length === from + 1;
  if ((text[from] !== '+' && text[from] !== '-') || text[from + 3] !== ':' || text.length !== from + 6)
    return false;
  const hour = digits(text, from + 1, 2);
  const minute = digits(text, from + 4, 2);
  return hour >= 0 && minute >= 0 && minute < 60 && (hour < 14 || (hour === 14 && minute === 0));
}

/** date (datatypes.html#date): a year, a month or a day of the calendar, without a time. */
export function complainAboutDate(value: unknown): Complaint | undefined {
  if (typeof value === 'string' && endOfDate(value) === value.length) return undefined;
  const hint = typeof value === 'string' && value.includes('T') ? 'a date has no time' : '';
  return complainAbout('date', value, 'a date as YYYY, YYYY-MM or YYYY-MM-DD', hint);
}

function hintForDateTime(text: string, wantsDay: boolean): string {
  const end = endOfDate(text);
  if (end === 10 && text[10] === 'T') {
    const time = endOfTime(text, 11);
    if (time === text.length) return 'a time needs its time zone, e.g. Z or +07:00';
    return time < 0 ? 'the time must be hh:mm:ss' : 'the time zone must be Z or +hh:mm';
  }
  if (end === 10 && text[10] === ' ') return 'date and time are separated by T';
  return wantsDay && end === text.length ? 'an instant is known at least to the second' : '';
}

/** dateTime (datatypes.html#dateTime): a date, or a day with a time to the second and a time zone. */
export function complainAboutDateTime(value: unknown): Complaint | undefined {
  const expected = 'a dateTime as YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz';
  if (typeof value !== 'string') return complainAbout('dateTime', value, expected);
  const end = endOfDate(value);
  if (end > 0 && end === value.length) return undefined;
  if (isMoment(value, end)) return undefined;
  return complainAbout('dateTime', value, expected, hintForDateTime(value, false));
}

/** instant (datatypes.html#instant): a moment, known at least to the second, with its time zone. */
export function complainAboutInstant(value: unknown): Complaint | undefined {
  if (typeof value === 'string' && isMoment(value, endOfDate(value))) return undefined;
  const hint = typeof value === 'string' ? hintForDateTime(value, true) : '';
  return complainAbout('instant', value, 'an instant as YYYY-MM-DDThh:mm:ss.sss+zz:zz', hint);
}

function isMoment(text: string, endOfDay: number): boolean {
  if (endOfDay !== 10 || text[10] !== 'T') return false;
  const end = endOfTime(text, 11);
  return end > 0 && isZone(text, end);
}

/** time (datatypes.html#time): a time of the day, without a time zone. */
export function complainAboutTime(value: unknown): Complaint | undefined {
  if (typeof value === 'string' && endOfTime(value, 0) === value.length) return undefined;
  return complainAbout('time', value, 'a time as hh:mm:ss, without a time zone');
}
