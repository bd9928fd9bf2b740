import type { ValueSet, ValueSetExpansionContains } from '@medplum/fhirtypes';
import type { PreparedType } from './structure-definition.ts';

/** Infinite or truncated in the published expansions: their grammar decides, not a list. */
const WITHOUT_LIST = new Set([
  'http://hl7.org/fhir/ValueSet/mimetypes',
  'http://hl7.org/fhir/ValueSet/ucum-units',
]);

function collect(contains: ValueSetExpansionContains[], systems: Record<string, string[]>): void {
  for (const item of contains) {
    if (item.code && item.system && !item.abstract) {
      systems[item.system] ??= [];
      systems[item.system]?.push(item.code);
    }
    collect(item.contains ?? [], systems);
  }
}

/** Value sets with a required binding in R4 -> { url: { system: codes } }, from HL7's expansions. */
export function prepareRequiredCodes(types: PreparedType[], valueSets: ValueSet[]) {
  const required = new Set<string>();
  for (const { elements } of types) {
    for (const { binding } of elements) {
      if (binding?.strength === 'required' && binding.valueSet) required.add(binding.valueSet);
    }
  }
  const result: Record<string, Record<string, string[]>> = {};
  for (const valueSet of valueSets) {
    const url = valueSet.url ?? '';
    if (!required.has(url) || WITHOUT_LIST.has(url)) continue;
    const systems: Record<string, string[]> = {};
    collect(valueSet.expansion?.contains ?? [], systems);
    if (Object.keys(systems).length) result[url] = systems;
  }
  return result;
}
