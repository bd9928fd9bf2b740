/**
 * Turns HL7's published R4 packages into the compact files of `definitions/r4/`, so that a start
 * parses two megabytes and not two hundred. Run it again only when the source or the form changes:
 *
 *   npm i --no-save hl7.fhir.r4.examples@4.0.1 hl7.fhir.r4.expansions@4.0.1
 *   npm run prepare-definitions
 *
 * Both packages are HL7's own, under CC0.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type {
  Bundle,
  CodeSystem,
  CompartmentDefinition,
  ConceptMap,
  OperationDefinition,
  SearchParameter,
  StructureDefinition,
  ValueSet,
} from '@medplum/fhirtypes';
import { prepareCareDates } from './care-dates.ts';
import { prepareOperation } from './operation-definition.ts';
import { prepareProfile } from './profile.ts';
import { prepareRequiredCodes } from './required-codes.ts';
import { prepareSearchParameter } from './search-parameter.ts';
import { prepareType } from './structure-definition.ts';
import { prepareTerminology } from './terminology.ts';

const packages = process.argv[2] ?? 'node_modules';
const core = path.join(packages, 'hl7.fhir.r4.examples');
const expansions = path.join(packages, 'hl7.fhir.r4.expansions');
const output = new URL('../../../definitions/r4/', import.meta.url);

function read<T>(folder: string, prefix: string): T[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${prefix}-`) && name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as T);
}

/** One line an item: a change of one definition is one line of the diff. */
function write(name: string, lines: string[], [open, close]: [string, string] = ['[', ']']): void {
  writeFileSync(new URL(name, output), `${open}\n${lines.join(',\n')}\n${close}\n`);
  console.log(`${name}: ${lines.length} entries`);
}

mkdirSync(output, { recursive: true });

const structures = read<StructureDefinition>(core, 'StructureDefinition');
const base = structures.filter(
  (s) =>
    s.derivation !== 'constraint' &&
    s.kind !== 'logical' &&
    s.url === `http://hl7.org/fhir/StructureDefinition/${s.name}`,
);
const types = base.map(prepareType);
write(
  'types.json',
  types.map((type) => JSON.stringify(type)),
);

const profiles = structures.filter(
  ({ derivation, url }) =>
    derivation === 'constraint' && url?.startsWith('http://hl7.org/fhir/StructureDefinition/'),
);
write(
  'profiles.json',
  profiles.map((profile) => JSON.stringify(prepareProfile(profile))),
);

const resourceTypes = types.filter((t) => t.kind === 'resource').map((t) => t.name);
const parameters = read<SearchParameter>(core, 'SearchParameter')
  .filter((p) => p.url.startsWith('http://hl7.org/fhir/SearchParameter/') && p.version === '4.0.1')
  .flatMap((p) => prepareSearchParameter(p, resourceTypes));
write(
  'search-parameters.json',
  parameters.map((p) => JSON.stringify(p)),
);
write(
  'care-dates.json',
  prepareCareDates(base, parameters).map(
    ([type, dates]) => `${JSON.stringify(type)}:${JSON.stringify(dates)}`,
  ),
  ['{', '}'],
);

const compartments = read<CompartmentDefinition>(core, 'CompartmentDefinition').filter(
  (c) => !c.id?.includes('example'),
);
write(
  'compartments.json',
  compartments.map((c) =>
    JSON.stringify({
      code: c.code,
      resources: Object.fromEntries((c.resource ?? []).map((r) => [r.code, r.param ?? []])),
    }),
  ),
);

const valueSets = read<ValueSet | Bundle>(expansions, 'ValueSet').filter(
  (r): r is ValueSet => r.resourceType === 'ValueSet',
);
const codes = prepareRequiredCodes(types, valueSets);
write(
  'required-codes.json',
  Object.entries(codes).map(([url, systems]) => `${JSON.stringify(url)}:${JSON.stringify(systems)}`),
  ['{', '}'],
);

write(
  'operations.json',
  read<OperationDefinition>(core, 'OperationDefinition')
    .filter(({ url }) => url?.startsWith('http://hl7.org/fhir/OperationDefinition/'))
    .map((operation) => JSON.stringify(prepareOperation(operation))),
);

const { lines, index } = prepareTerminology(
  [
    ...read<CodeSystem>(core, 'CodeSystem'),
    ...read<ValueSet>(core, 'ValueSet').map(({ expansion: _, ...valueSet }) => valueSet),
    ...read<ConceptMap>(core, 'ConceptMap'),
  ],
  valueSets,
);
writeFileSync(new URL('terminology.jsonl', output), `${lines.join('\n')}\n`);
write(
  'terminology-index.json',
  index.map((place) => JSON.stringify(place)),
);
