import { ExpressionError } from '../expression-error.ts';

/** Components in the order of their precision; seconds and their fraction are one. */
const YEAR = 0;
const MONTH = 1;
const DAY = 2;
const HOUR = 3;
const MINUTE = 4;
const SECOND = 5;

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const DATE_TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(?:(\d{2})(?::(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?)?T?$/;
const TIME = /^()()()T?(\d{2})(?::(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?$/;
const PATTERNS = { date: DATE, dateTime: DATE_TIME, time: TIME };

/** The day that times are put on, so that they compare as instants do. */
const DAY_OF_TIMES = [2000, 1, 1] as const;

export const MILLISECONDS = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

/** Calendar durations of FHIRPath (N1, 4.1.8.2). */
export type CalendarUnit = keyof typeof MILLISECONDS | 'year' | 'month';

const UNIT_PRECISION: Record<CalendarUnit, number> = {
  year: YEAR,
  month: MONTH,
  week: DAY,
  day: DAY,
  hour: HOUR,
  minute: MINUTE,
  second: SECOND,
  millisecond: SECOND,
};

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function offsetMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone.startsWith('-') ? -minutes : minutes;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** A date, dateTime or time of the precision that its text has (N1, 4.1.5 to 4.1.7). */
export class Temporal {
  readonly kind: 'date' | 'dateTime' | 'time';
  readonly text: string;
  readonly precision: number;
  /** Milliseconds since 1970; without a zone in the text, in the zone that the process runs in. */
  readonly epoch: number;
  readonly zone: string | undefined;

  private constructor(kind: Temporal['kind'], text: string, match: RegExpExecArray) {
    this.kind = kind;
    this.text = text;
    this.zone = match[8];
    let precision = SECOND;
    while (match[precision + 1] === undefined) precision--;
    this.precision = precision;
    const [year, month, day] =
      kind === 'time' ? DAY_OF_TIMES : [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
    // A leap second counts as the last second of its minute: JavaScript has none.
    const second = Math.min(Number(match[6] ?? 0), 59);
    const fraction = match[7] ? Math.trunc(Number(`0.${match[7]}`) * 1000) : 0;
    const hour = Number(match[4] ?? 0);
    const minute = Number(match[5] ?? 0);
    this.epoch =
      this.zone === undefined
        ? new Date(year, month - 1, day, hour, minute, second, fraction).getTime()
        : Date.UTC(year, month - 1, day, hour, minute, second, fraction) - offsetMinutes(this.zone) * 60_000;
  }

  /** Text of the kind -> its value; undefined when the text is none, or names a day that does not exist. */
  static parse(kind: Temporal['kind'], text: string): Temporal | undefined {
    const match = PATTERNS[kind].exec(text);
    if (!match) return undefined;
    const month = Number(match[2] || 1);
    const day = Number(match[3] || 1);
    if (month < 1 || month > 12 || day < 1 || (day > 28 && day > daysInMonth(Number(match[1]), month)))
      return undefined;
    if (Number(match[4] ?? 0) > 23 || Number(match[5] ?? 0) > 59 || Number(match[6] ?? 0) > 60)
      return undefined;
    return new Temporal(kind, text, match);
  }

  /** Now, as dateTime in UTC with milliseconds. */
  static now(date: Date): Temporal {
    return Temporal.parse('dateTime', date.toISOString()) as Temporal;
  }

  /** The calendar day in the zone that the process runs in. */
  static today(date: Date): Temporal {
    const text = `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
    return Temporal.parse('date', text) as Temporal;
  }

  toString(): string {
    return this.text;
  }

  isComparableWith(other: Temporal): boolean {
    return (this.kind === 'time') === (other.kind === 'time');
  }

  /**
   * Negative, 0 or positive as this is before, at or after the other; undefined when they agree as far
   * as the less precise of the two goes (N1, 6.2). Throws ExpressionError for a time against a date.
   */
  compare(other: Temporal): number | undefined {
    if (!this.isComparableWith(other)) {
      throw new ExpressionError(`cannot compare ${this.kind} ${this.text} with ${other.kind} ${other.text}`);
    }
    if (this.precision === other.precision) return this.epoch - other.epoch;
    const precision = Math.min(this.precision, other.precision);
    const difference = this.epochAt(precision) - other.epochAt(precision);
    return difference === 0 ? undefined : difference;
  }

  /** Epoch of the start of the year, month, day, hour or minute that this falls in. */
  private epochAt(precision: number): number {
    if (precision >= this.precision) return this.epoch;
    const date = new Date(this.epoch);
    return new Date(
      date.getFullYear(),
      precision >= MONTH ? date.getMonth() : 0,
      precision >= DAY ? date.getDate() : 1,
      precision >= HOUR ? date.getHours() : 0,
      precision >= MINUTE ? date.getMinutes() : 0,
    ).getTime();
  }

  /**
   * Adds a calendar duration (N1, 6.6.7): the result keeps precision and zone, the 31st becomes the last day
   * of a shorter month. A unit finer than the precision counts in whole units of the precision.
   */
  plus(amount: number, unit: CalendarUnit): Temporal {
    const whole = unit === 'second' || unit === 'millisecond' ? amount : Math.trunc(amount);
    if (this.kind === 'time' && UNIT_PRECISION[unit] < HOUR) {
      throw new ExpressionError(`cannot add ${unit}s to the time ${this.text}`);
    }
    if (UNIT_PRECISION[unit] > this.precision) return this.plusCoarse(whole, unit);
    const fields = this.fields();
    if (unit === 'year' || unit === 'month') {
      const months =
        fields.getUTCFullYear() * 12 + fields.getUTCMonth() + (unit === 'year' ? whole * 12 : whole);
      const year = Math.floor(months / 12);
      const day = Math.min(fields.getUTCDate(), daysInMonth(year, months - year * 12 + 1));
      fields.setUTCFullYear(year, months - year * 12, day);
    } else {
      fields.setTime(fields.getTime() + Math.round(whole * MILLISECONDS[unit]));
    }
    return this.withFields(fields);
  }

  /** FHIRPath counts 30 days to a month and 365 days to a year here. */
  private plusCoarse(amount: number, unit: CalendarUnit): Temporal {
    if (unit === 'month') return this.plus(amount / 12, 'year');
    const milliseconds = amount * MILLISECONDS[unit as keyof typeof MILLISECONDS];
    if (this.precision === YEAR) return this.plus(milliseconds / (365 * MILLISECONDS.day), 'year');
    if (this.precision === MONTH) return this.plus(milliseconds / (30 * MILLISECONDS.day), 'month');
    const own = this.precision === DAY ? 'day' : this.precision === HOUR ? 'hour' : 'minute';
    return this.plus(milliseconds / MILLISECONDS[own], own);
  }

  /** Year to millisecond as they stand in the text, as the UTC fields of a Date. */
  private fields(): Date {
    if (this.zone !== undefined) return new Date(this.epoch + offsetMinutes(this.zone) * 60_000);
    const local = new Date(this.epoch);
    return new Date(
      Date.UTC(
        local.getFullYear(),
        local.getMonth(),
        local.getDate(),
        local.getHours(),
        local.getMinutes(),
        local.getSeconds(),
        local.getMilliseconds(),
      ),
    );
  }

  private withFields(fields: Date): Temporal {
    const day = [pad(fields.getUTCFullYear(), 4), pad(fields.getUTCMonth() + 1), pad(fields.getUTCDate())];
    const milliseconds = fields.getUTCMilliseconds();
    const seconds = pad(fields.getUTCSeconds()) + (milliseconds ? `.${pad(milliseconds, 3)}` : '');
    const time = [pad(fields.getUTCHours()), pad(fields.getUTCMinutes()), seconds]
      .slice(0, this.precision - DAY)
      .join(':');
    if (this.kind === 'time') return Temporal.parse('time', time) as Temporal;
    const date = day.slice(0, this.precision + 1).join('-');
    const text = this.precision < HOUR ? date : `${date}T${time}${this.zone ?? ''}`;
    return Temporal.parse(this.kind, text) as Temporal;
  }
}
