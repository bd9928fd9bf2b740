/**
 * Types of resource that R4's own published examples refer to although the definition of the element does not allow
 * them: `[element]: [type, example]`. These four are all, among the 5,305 examples of 4.0.1.
 */
const PUBLISHED: Readonly<Record<string, [type: string, example: string]>> = {
  'DeviceMetric.parent': ['DeviceDefinition', 'DeviceMetric/example'],
  'DeviceUseStatement.reasonReference': ['Procedure', 'DeviceUseStatement/example'],
  'MedicationRequest.dispenseRequest.performer': ['Practitioner', 'MedicationRequest/medrx0301'],
  'Observation.performer': ['Encounter', 'Observation/clinical-gender'],
};

/** The example of R4 in which the element at `path` refers to a resource of `type`, undefined where none does. */
export function exampleOfTarget(path: string, type: string): string | undefined {
  const [published, example] = PUBLISHED[path] ?? [];
  return published === type ? example : undefined;
}
