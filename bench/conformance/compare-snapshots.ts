/*
 * Generates the snapshot of every profile and extension of R4 from its differential and compares it with the one that
 * HL7 published: ids in their order, and of each element what validation acts on.
 *
 *   node bench/conformance/compare-snapshots.ts <folder of the unpacked package hl7.fhir.r4.examples>
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { generateSnapshot } from '#conformance/snapshot/generate-snapshot.ts';

const PLAIN = ['min', 'max', 'sliceName', 'contentReference', 'maxLength', 'mustSupport', 'isModifier'];
const CHOICE = /^(fixed|pattern|minValue|maxValue)[A-Z]/;

/** What validation acts on, in a form that compares as text. */
function essence(element: ElementDefinition): string {
  const kept = Object.entries(element).filter(([name]) => PLAIN.includes(name) || CHOICE.test(name));
  const { type, slicing, binding, constraint } = element;
  return JSON.stringify({
    ...Object.fromEntries(kept.sort(([a], [b]) => a.localeCompare(b))),
    type: type?.map(({ code, profile, targetProfile }) => [code, profile, targetProfile]),
    slicing: slicing && [slicing.discriminator, slicing.rules, slicing.ordered === true],
    binding: binding && [binding.strength, binding.valueSet?.split('|')[0]],
    constraint: constraint?.map(({ key }) => key).sort(),
  });
}

function readStructures(folder: string): Map<string, StructureDefinition> {
  const structures = new Map<string, StructureDefinition>();
  for (const file of readdirSync(folder)) {
    if (!file.startsWith('StructureDefinition-')) continue;
    const structure = JSON.parse(readFileSync(join(folder, file), 'utf8')) as StructureDefinition;
    structures.set(structure.url as string, structure);
  }
  return structures;
}

const [folder] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('Usage: node bench/conformance/compare-snapshots.ts <folder of hl7.fhir.r4.examples>');
const structures = readStructures(folder);
let [profiles, same, elements, sameElements] = [0, 0, 0, 0];
for (const structure of structures.values()) {
  const published = structure.snapshot?.element;
  if (structure.derivation !== 'constraint' || published === undefined) continue;
  const generated = generateSnapshot(structure, (canonical) => structures.get(canonical.split('|')[0] ?? ''));
  const byId = new Map(generated.map((element) => [element.id, essence(element)]));
  const differing = published.filter((element) => byId.get(element.id) !== essence(element));
  const isSame = differing.length === 0 && generated.length === published.length;
  profiles++;
  if (isSame) same++;
  else
    console.log(
      `${structure.url}: ${differing
        .map(({ id }) => id)
        .slice(0, 3)
        .join(', ')} ...`,
    );
  elements += published.length;
  sameElements += published.length - differing.length;
}
console.log(`${same} of ${profiles} snapshots and ${sameElements} of ${elements} elements are the same`);
