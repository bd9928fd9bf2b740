import { timeSpan } from '#fhir/date-time.ts';
import type { ComparableValues } from './comparable-values.ts';
import type { Measurement } from './measurements.ts';
import type { Sample } from './statistic.ts';

const HOUR = 3_600_000;

/** The first and the last time of measurements; undefined where none has one. */
export function timesOf(measurements: Measurement[]): { first: number; last: number } | undefined {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { time } of measurements) {
    if (time === undefined) continue;
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  return last < first ? undefined : { first, last };
}

/** Values of one unit as the numbers that statistics are made of; times count from `start`, or from the first of all. */
export function sampleOf(
  list: ComparableValues | undefined,
  measurements: Measurement[],
  start: string | undefined,
): Sample {
  const values = list?.values ?? [];
  const beginning = start === undefined ? undefined : timeSpan(start)?.low;
  const from = beginning ?? timesOf(measurements)?.first ?? 0;
  const points: Sample['points'] = [];
  // A typed array sorts by number without a comparison function.
  const sorted = new Float64Array(values.length);
  values.forEach(({ text, measurement: { time } }, i) => {
    const y = Number(text);
    sorted[i] = y;
    if (time !== undefined) points.push({ x: (time - from) / HOUR, y });
  });
  return { total: measurements.length, values: Array.from(sorted.sort()), points };
}
