import type { Resource } from '#fhir/resource.ts';
import { BEGINNING, indexDate } from '#search/parameter/date.ts';

const TYPES = { DateTime: 'dateTime', Instant: 'instant', Period: 'Period', Timing: 'Timing' };

/**
 * When an Observation was effective, in milliseconds since 1970, as a search by `date` orders it: from when on, or
 * until when where the beginning is not told. Undefined for one without effective[x].
 */
export function effectiveTime(observation: Resource): number | undefined {
  for (const [name, type] of Object.entries(TYPES)) {
    const value = observation[`effective${name}`];
    const [found] = value === undefined ? [] : indexDate('date', { value, type });
    if (found?.kind === 'date') return found.low === BEGINNING ? found.high : found.low;
  }
  return undefined;
}
