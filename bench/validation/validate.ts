/*
 * Validations per second: an Observation, a Patient, and the mean over all examples of R4, with and without invariants;
 * a laboratory result against its profile of the trial.
 *
 *   node bench/validation/validate.ts <folder of the unpacked package hl7.fhir.r4.examples>
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Definitions, loadDefinitions } from '#conformance/definitions.ts';
import { coreProfiles, folderProfiles } from '#conformance/load-profiles.ts';
import { StructureDefinitions } from '#conformance/structure-definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { FolderContent } from '#terminology/content/folder-content.ts';
import { PreparedContent } from '#terminology/content/prepared-content.ts';
import { createTerminology } from '#terminology/create-terminology.ts';
import { createValidator, type Validator } from '#validation/validate.ts';

const MEASURED_MS = 1000;

function readExamples(folder: string): Map<string, Resource> {
  const examples = new Map<string, Resource>();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.json')) continue;
    const resource = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    if (typeof resource.resourceType === 'string') examples.set(file, resource);
  }
  return examples;
}

function withoutInvariants(definitions: Definitions): Definitions {
  const types = [...definitions.types.values()].map((type) => ({
    ...type,
    elements: type.elements.map(({ constraints: _, ...element }) => element),
  }));
  return { ...definitions, types: new Map(types.map((type) => [type.name, type])) };
}

/** Microseconds for one validation of one of `resources`, after a warm-up of half the time measured. */
function measure(validator: Validator, resources: Resource[]): number {
  for (let end = performance.now() + MEASURED_MS / 2; performance.now() < end; )
    validateAll(validator, resources);
  const start = performance.now();
  let rounds = 0;
  do {
    validateAll(validator, resources);
    rounds++;
  } while (performance.now() - start < MEASURED_MS);
  return ((performance.now() - start) * 1000) / (rounds * resources.length);
}

function validateAll(validator: Validator, resources: Resource[]): void {
  for (const resource of resources) validator.validate(resource);
}

function show(name: string, microseconds: number): void {
  const perSecond = Math.round(1_000_000 / microseconds).toLocaleString('en');
  console.log(`${name.padEnd(44)} ${microseconds.toFixed(1).padStart(8)} us ${perSecond.padStart(10)} /s`);
}

const [folder] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('Usage: node bench/validation/validate.ts <folder of hl7.fhir.r4.examples>');
const examples = readExamples(folder);
const definitions = loadDefinitions();
const samples: [string, Resource[]][] = [
  ['Observation-f001 (a lab value)', [examples.get('Observation-f001.json')!]],
  ['Observation-blood-pressure (components)', [examples.get('Observation-blood-pressure.json')!]],
  ['Patient-example', [examples.get('Patient-example.json')!]],
  ['mean of all Observations', [...examples.values()].filter((each) => each.resourceType === 'Observation')],
  [`mean of all ${examples.size} examples`, [...examples.values()]],
];
for (const [title, used] of [
  ['without invariants', withoutInvariants(definitions)],
  ['with invariants', definitions],
] as const) {
  console.log(title);
  const validator = createValidator(used);
  for (const [name, resources] of samples) show(`  ${name}`, measure(validator, resources));
}

const root = new URL('../../', import.meta.url);
const { valid } = JSON.parse(readFileSync(new URL('examples/profiles/exo-hba1c.json', root), 'utf8')) as {
  valid: Resource;
};
const { meta: _claims, ...unclaimed } = valid;
const ofTrial = createValidator(definitions, {
  structures: new StructureDefinitions(definitions, [
    folderProfiles(new URL('profiles/', root)),
    coreProfiles(),
  ]),
  terminology: createTerminology({
    sources: [new FolderContent(new URL('terminology/', root)), new PreparedContent()],
  }),
});
console.log("the trial's HbA1c result");
show('  against R4', measure(ofTrial, [unclaimed]));
show('  against its profile', measure(ofTrial, [valid]));
