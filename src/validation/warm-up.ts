import { setImmediate as nextTurn } from 'node:timers/promises';
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
 * waits for it: one after the other, with a pause for others between, as long as it `isWanted`.
 */
export async function warmUp(
  validator: Pick<Validator, 'validate'>,
  { resourceTypes }: Definitions,
  isWanted: () => boolean,
): Promise<void> {
  const bare = [...resourceTypes].map((resourceType): Resource => ({ resourceType }));
  for (const sample of [...SAMPLES, ...bare]) {
    await nextTurn();
    if (!isWanted()) return;
    validator.validate(sample);
  }
}
