import type { Definitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Validator } from './validate.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** What they name is loaded when it is first met: the units, the register of languages, code systems, profiles. */
const SAMPLES: Resource[] = [
  {
    resourceType: 'Patient',
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div>' },
    communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en' }] } }],
  },
  {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
    valueQuantity: { value: 7, system: 'http://unitsofmeasure.org', code: '%' },
  },
  { resourceType: 'Observation', meta: { profile: [`${CORE}vitalsigns`] } },
];

/**
 * Compiles the definitions of all resource types and loads what the validator loads on first use, so that no request
 * waits for it: one after the other, with `pause` between. Stops when `pause` says that it is not wanted any more.
 */
export async function warmUp(
  validator: Pick<Validator, 'validate'>,
  { resourceTypes }: Definitions,
  pause: () => Promise<boolean>,
): Promise<void> {
  for (const sample of SAMPLES) {
    if (!(await pause())) return;
    validator.validate(sample);
  }
  for (const resourceType of resourceTypes) {
    if (!(await pause())) return;
    validator.validate({ resourceType });
  }
}
