/**
 * Compares the codes of R4's value sets with the expansions that HL7 published of them (npm hl7.fhir.r4.expansions):
 *
 *   node bench/terminology/compare-expansions.ts FOLDER     the folder of the package
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ValueSet, ValueSetExpansionContains } from '@medplum/fhirtypes';
import { PreparedContent } from '#terminology/content/prepared-content.ts';
import { createTerminology } from '#terminology/create-terminology.ts';

const folder = process.argv[2] ?? 'node_modules/hl7.fhir.r4.expansions';
const terminology = createTerminology({ sources: [new PreparedContent()] });

function* codesOf(contains: ValueSetExpansionContains[] = []): Generator<string> {
  for (const { system, code, contains: below } of contains) {
    // Some systems are written with their version behind a bar.
    if (system && code) yield `${system.split('|')[0]} ${code}`;
    yield* codesOf(below);
  }
}

const isLimited = ({ expansion }: ValueSet): boolean =>
  expansion?.parameter?.some(({ name }) => name === 'limitedExpansion') ?? false;

const counts = { same: 0, different: 0, unknown: 0 };
for (const name of readdirSync(folder).filter((file) => /^ValueSet-.+\.json$/.test(file))) {
  const valueSet = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as ValueSet;
  const found = terminology.codesOf(valueSet.url ?? '');
  if (!found.known) {
    counts.unknown++;
    continue;
  }
  const published = new Set(codesOf(valueSet.expansion?.contains));
  const here = new Set(
    found.systems.flatMap(({ system, codes }) => [...codes].map((code) => `${system} ${code}`)),
  );
  const missing = [...published].filter((code) => !here.has(code));
  // A limited expansion has only the first of its codes.
  const added = isLimited(valueSet) ? [] : [...here].filter((code) => !published.has(code));
  if (missing.length + added.length === 0) counts.same++;
  else {
    counts.different++;
    console.log(
      `${valueSet.url}: ${missing.length} missing, ${added.length} more, e.g. ${missing[0] ?? added[0]}`,
    );
  }
}
console.log(counts);
