import type { Resource } from '#fhir/resource.ts';
import { dateTimeText, type LocalTime } from './local-time.ts';
import type { TrialData } from './trial-data.ts';

const TEST_DATA = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code: 'HTEST',
  display: 'test health data',
};

/** A resource as the demo sends it: it claims a profile of the trial and is marked as test health data. */
export function syntheticResource({ names }: TrialData, profile: string, resource: Resource): Resource {
  const { resourceType, meta, ...elements } = resource;
  return {
    resourceType,
    meta: { profile: [names.structure(profile)], ...meta, tag: [TEST_DATA] },
    ...elements,
  };
}

/** A local time as dateTime with the site's offset. */
export function siteTime({ design }: TrialData, time: LocalTime): string {
  return dateTimeText(time, design.utcOffset);
}
