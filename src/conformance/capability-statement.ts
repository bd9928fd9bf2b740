import type { SearchParameterDefinition } from './definitions.ts';

/** What the rooms say of themselves; the statement claims nothing else. */
export interface Capabilities {
  baseUrl: string;
  softwareVersion: string;
  /** When the statement last changed: the time of the server's start. */
  date: string;
  resourceTypes: Iterable<string>;
  /** Interaction codes from the route table. */
  interactions: Set<string>;
  /** The parameters of a type that a search may use. */
  searchParameters: (type: string) => SearchParameterDefinition[];
  /** Reference parameters of other types that lead to this type, as `Type:parameter`. */
  searchRevIncludes: (type: string) => string[];
  /** Operations with the levels they are called at; `types` absent where every type has it. */
  operations: { name: string; definition: string; levels: string[]; types?: string[] }[];
}

const TYPE_INTERACTIONS = [
  'read',
  'vread',
  'update',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
];
const SYSTEM_INTERACTIONS = ['transaction', 'batch', 'search-system', 'history-system'];

function resource(type: string, capabilities: Capabilities) {
  const { interactions } = capabilities;
  const parameters = capabilities.searchParameters(type);
  const references = parameters.filter((p) => p.type === 'reference').map((p) => `${type}:${p.code}`);
  const revIncludes = capabilities.searchRevIncludes(type);
  const operation = capabilities.operations
    .filter(({ levels, types }) => levels.some((l) => l !== 'system') && (types?.includes(type) ?? true))
    .map(({ name, definition }) => ({ name, definition }));
  return {
    type,
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    interaction: TYPE_INTERACTIONS.filter((code) => interactions.has(code)).map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: true,
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: true,
    conditionalDelete: 'single',
    referencePolicy: ['literal', 'logical'],
    ...(references.length ? { searchInclude: references } : {}),
    ...(revIncludes.length ? { searchRevInclude: revIncludes } : {}),
    searchParam: parameters.map((p) => ({ name: p.code, definition: p.url, type: p.type })),
    ...(operation.length ? { operation } : {}),
  };
}

/** The CapabilityStatement of this server (capabilitystatement.html, kind instance), made from what works. */
export function capabilityStatement(capabilities: Capabilities) {
  const { baseUrl, date, interactions, softwareVersion, operations } = capabilities;
  const system = operations
    .filter(({ levels }) => levels.includes('system'))
    .map(({ name, definition }) => ({ name, definition }));
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    kind: 'instance',
    software: { name: 'trial-fhir-server', version: softwareVersion },
    implementation: { description: 'FHIR R4 server for clinical trials', url: baseUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        security: {
          description: 'This server has no authentication and answers programs of its own machine only.',
        },
        resource: [...capabilities.resourceTypes].sort().map((type) => resource(type, capabilities)),
        interaction: SYSTEM_INTERACTIONS.filter((code) => interactions.has(code)).map((code) => ({ code })),
        ...(system.length ? { operation: system } : {}),
      },
    ],
  };
}
