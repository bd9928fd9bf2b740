/** How long it takes to ask whether a code is in a value set: node bench/terminology/measure-membership.ts */
import { PreparedContent } from '#terminology/content/prepared-content.ts';
import { createTerminology } from '#terminology/create-terminology.ts';

const TIMES = 1_000_000;

const begun = performance.now();
const terminology = createTerminology({ sources: [new PreparedContent()] });
const status = terminology.membership('http://hl7.org/fhir/ValueSet/observation-status');
status.hasCode('final');
console.log(`first answer: ${(performance.now() - begun).toFixed(1)} ms`);

const measure = (name: string, ask: () => unknown): void => {
  ask();
  const start = performance.now();
  for (let i = 0; i < TIMES; i++) ask();
  console.log(`${name}: ${(((performance.now() - start) * 1000) / TIMES).toFixed(3)} us`);
};
const units = terminology.membership('http://hl7.org/fhir/ValueSet/ucum-units');
measure('code of observation-status', () => status.hasCode('final'));
measure('coding of observation-status', () => status.has('http://hl7.org/fhir/observation-status', 'final'));
measure('unit', () => units.hasCode('mg/dL'));
measure('no code of observation-status', () => status.hasCode('finl'));
