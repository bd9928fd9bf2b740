import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';

/** Reports a resource whose resourceType is missing or no concrete resource type of R4 (json.html#resources). */
export function reportResourceType(run: Run): void {
  const { resourceType } = run.resource;
  const found = resourceType === undefined ? 'no resourceType' : `the resourceType ${quote(resourceType)}`;
  const expected = 'expected the name of a resource type of R4, e.g. "Observation"';
  run.error('structure', run.place, `Found ${found}, ${expected}.`, 'json.html#resources');
}
