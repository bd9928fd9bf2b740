import { NotNative } from '../expression-error.ts';
import { type CalendarUnit, MILLISECONDS } from './temporal.ts';

const UCUM = 'http://unitsofmeasure.org';

/** UCUM codes that date arithmetic takes for calendar durations (N1, 6.6.7); `a` and `mo` are definite ones. */
const CALENDAR_UNITS = new Map<string, CalendarUnit>([
  ['wk', 'week'],
  ['d', 'day'],
  ['h', 'hour'],
  ['min', 'minute'],
  ['s', 'second'],
  ['ms', 'millisecond'],
]);

/** Rounds as FHIRPath's Decimal does, to eight places, so that 0.1 + 0.2 equals 0.3 (N1, 4.1.4). */
function rounded(value: number): number {
  return Math.round(value * 1e8);
}

/** Negative, 0 or positive; numbers that agree to eight decimal places are equal. */
export function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  if (Number.isInteger(a) && Number.isInteger(b)) return a - b;
  return rounded(a) - rounded(b);
}

/** A System.Quantity (N1, 4.1.8): a number with a UCUM unit, or with a calendar duration. */
export class Quantity {
  readonly value: number;
  readonly unit: string;
  readonly calendar: boolean;

  constructor(value: number, unit: string, calendar = false) {
    this.value = value;
    this.unit = unit;
    this.calendar = calendar;
  }

  /** FHIR Quantity -> System.Quantity (fhirpath.html#quantity); undefined without UCUM code, or with a comparator. */
  static fromFhir(json: unknown): Quantity | undefined {
    const { value, code, system, comparator } = json as Record<string, unknown>;
    if (typeof value !== 'number' || typeof code !== 'string' || system !== UCUM) return undefined;
    return comparator === undefined ? new Quantity(value, code) : undefined;
  }

  /** The unit in date arithmetic; undefined when it is no duration. */
  get calendarUnit(): CalendarUnit | undefined {
    return this.calendar ? (this.unit as CalendarUnit) : CALENDAR_UNITS.get(this.unit);
  }

  /** Negative, 0 or positive, undefined when the units cannot be compared. */
  compare(other: Quantity): number | undefined {
    if (this.unit === other.unit && this.calendar === other.calendar)
      return compareNumbers(this.value, other.value);
    const a = this.calendar ? MILLISECONDS[this.unit as keyof typeof MILLISECONDS] : undefined;
    const b = other.calendar ? MILLISECONDS[other.unit as keyof typeof MILLISECONDS] : undefined;
    if (a && b) return compareNumbers(this.value * a, other.value * b);
    throw new NotNative(`conversion of ${this.unit} and ${other.unit}`);
  }

  withValue(value: number): Quantity {
    return new Quantity(value, this.unit, this.calendar);
  }

  toString(): string {
    if (!this.calendar) return `${this.value} '${this.unit}'`;
    return `${this.value} ${this.unit}${this.value === 1 ? '' : 's'}`;
  }

  /** As a FHIR Quantity; a calendar duration has no system. */
  toFhir() {
    if (this.calendar) return { value: this.value, unit: this.unit };
    return { value: this.value, unit: this.unit, system: UCUM, code: this.unit };
  }
}
