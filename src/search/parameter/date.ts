import { type TimeSpan, timeSpan } from '#fhir/date-time.ts';
import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { splitPrefix } from '../prefix.ts';
import { searchError } from '../search-error.ts';
import type { IndexValue, SearchExpression } from '../search-expression.ts';

/** Open ends of a Period: before and after every date that FHIR can write. */
export const BEGINNING = -8.64e15;
export const END = 8.64e15;

const span = (value: unknown): TimeSpan | undefined =>
  typeof value === 'string' ? timeSpan(value) : undefined;

function periodSpan(period: { start?: unknown; end?: unknown }): TimeSpan | undefined {
  const [start, end] = [span(period.start), span(period.end)];
  if (!start && !end) return undefined;
  return { low: start?.low ?? BEGINNING, high: end?.high ?? END };
}

/** A Timing is searched from its first to its last event, or by its bounds (search.html#date). */
function timingSpan(timing: { event?: unknown; repeat?: { boundsPeriod?: object } }): TimeSpan | undefined {
  const events = (Array.isArray(timing.event) ? timing.event : []).map(span).filter((s) => s !== undefined);
  const bounds = timing.repeat?.boundsPeriod ? periodSpan(timing.repeat.boundsPeriod) : undefined;
  const spans = bounds ? [...events, bounds] : events;
  if (!spans.length) return undefined;
  return { low: Math.min(...spans.map((s) => s.low)), high: Math.max(...spans.map((s) => s.high)) };
}

function valueSpan({ value, type }: TypedValue): TimeSpan | undefined {
  if (typeof value === 'string') return span(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (type === 'Period') return periodSpan(value);
  if (type === 'Timing') return timingSpan(value);
  return undefined;
}

/** Search values of a date parameter: the span of time that the value stands for. */
export function indexDate(parameter: string, value: TypedValue): IndexValue[] {
  const found = valueSpan(value);
  return found ? [{ kind: 'date', parameter, low: found.low, high: found.high }] : [];
}

/** Prefix and span of one date value, e.g. `ge2025-06` (search.html#date). */
export function parseDateValue(parameter: string, value: string) {
  const [prefix, rest] = splitPrefix(value);
  const found = timeSpan(rest);
  if (!found) {
    throw searchError(
      `'${value}' is no date for ${parameter}; expected [prefix]YYYY[-MM[-DD[Thh:mm[:ss[.sss]][Z or +hh:mm]]]]`,
      'search.html#date',
    );
  }
  return { prefix, span: found };
}

/** One value of a date search. */
export function compileDate(parameter: string, value: string): SearchExpression {
  return { op: 'date', parameter, ...parseDateValue(parameter, value) };
}
