import type { CodeSystem, ConceptMap, ValueSet, ValueSetExpansionContains } from '@medplum/fhirtypes';

/** Their grammar or a library says what a code of them is; a list would only be a part of it. */
const DEFINED_BY_CODE = new Set([
  'http://unitsofmeasure.org',
  'urn:ietf:bcp:47',
  'urn:ietf:bcp:13',
  'urn:ietf:rfc:3986',
  'urn:iso:std:iso:3166',
]);

/** The expansions list more of it than HL7's value sets name, and its licence does not let that be passed on. */
const NAMED_CODES_ONLY = 'http://snomed.info/sct';

/** Made up for examples of value sets. */
const EXAMPLE = /^https?:\/\/example\./;

/** Codes of the systems that are not defined in R4: system -> code -> display. */
type Codes = Map<string, Map<string, string | undefined>>;

function add(codes: Codes, system: string, code: string, display: string | undefined): void {
  const ofSystem = codes.get(system) ?? new Map<string, string | undefined>();
  codes.set(system, ofSystem);
  ofSystem.set(code, ofSystem.get(code) ?? display);
}

function collectNamed({ compose }: ValueSet, codes: Codes): void {
  for (const { system, concept = [] } of [...(compose?.include ?? []), ...(compose?.exclude ?? [])]) {
    for (const { code, display } of concept) if (system && code) add(codes, system, code, display);
  }
}

function collectExpanded(contains: ValueSetExpansionContains[], codes: Codes): void {
  for (const { system: versioned, code, display, contains: below } of contains) {
    // Some of R4's systems are written with their version behind a bar.
    const system = versioned?.split('|')[0];
    const named = system === NAMED_CODES_ONLY && codes.get(system)?.has(code ?? '');
    if (system && code && (named || system !== NAMED_CODES_ONLY)) add(codes, system, code, display);
    collectExpanded(below ?? [], codes);
  }
}

/**
 * A CodeSystem with content=fragment of every system that R4's value sets use and R4 does not define (LOINC,
 * SNOMED CT, ICD-10 ...): the codes that HL7 published with them, and no more.
 */
export function prepareFragments(
  resources: (CodeSystem | ValueSet | ConceptMap)[],
  expansions: ValueSet[],
): CodeSystem[] {
  const codes: Codes = new Map();
  const defined = new Set(DEFINED_BY_CODE);
  for (const resource of resources) {
    if (resource.resourceType === 'ValueSet') collectNamed(resource, codes);
    if (resource.resourceType === 'CodeSystem' && resource.content !== 'not-present')
      defined.add(resource.url ?? '');
  }
  for (const { expansion } of expansions) collectExpanded(expansion?.contains ?? [], codes);
  return [...codes]
    .filter(([system]) => system.includes(':') && !defined.has(system) && !EXAMPLE.test(system))
    .map(([url, ofSystem]) => ({
      resourceType: 'CodeSystem',
      url,
      status: 'active',
      content: 'fragment',
      concept: [...ofSystem]
        .sort(byCode)
        .map(([code, display]) => ({ code, ...(display ? { display } : {}) })),
    }));
}

const byCode = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
