import type { SearchParameterDefinition } from './definitions.ts';
import {
  type ClaimedOperation,
  optional,
  type ResourceCapabilities,
  resourceCapabilities,
  searchParam,
} from './resource-capabilities.ts';

/** A parameter of search itself, which is no property of the resources. */
export interface GeneralParameter {
  name: string;
  type: SearchParameterDefinition['type'];
  /** The canonical of its SearchParameter, where R4 has one. */
  definition?: string;
  documentation: string;
}

/** What the rooms say of themselves; the statement claims nothing else. */
export interface Capabilities {
  baseUrl: string;
  softwareVersion: string;
  /** When the statement last changed, as an instant. */
  date: string;
  /** Names of the formats that resources are taken and sent in. */
  formats: string[];
  /** The media types of the patches that are taken. */
  patchFormats: string[];
  /** CapabilityStatement.rest.security. */
  security: object;
  resources: ResourceCapabilities[];
  /** Codes of system-restful-interaction, e.g. `batch`. */
  interactions: Set<string>;
  /** Parameters that every type has. */
  searchParameters: SearchParameterDefinition[];
  generalParameters: GeneralParameter[];
  /** Operations that are called on the base. */
  operations: ClaimedOperation[];
  /** Canonicals of the CompartmentDefinitions whose compartments are searched. */
  compartments: string[];
}

/** All interactions that a system may have, in the order of the value set system-restful-interaction. */
const INTERACTIONS = ['transaction', 'batch', 'search-system', 'history-system'];

/** The CapabilityStatement of this server (capabilitystatement.html, kind instance), made from what works. */
export function capabilityStatement(capabilities: Capabilities) {
  const { baseUrl, interactions } = capabilities;
  return {
    resourceType: 'CapabilityStatement',
    url: `${baseUrl}/metadata`,
    version: capabilities.softwareVersion,
    name: 'TrialFhirServer',
    title: 'FHIR R4 server for clinical trials',
    status: 'active',
    date: capabilities.date,
    kind: 'instance',
    software: { name: 'trial-fhir-server', version: capabilities.softwareVersion },
    implementation: { description: 'FHIR R4 server for clinical trials', url: baseUrl },
    fhirVersion: '4.0.1',
    format: capabilities.formats,
    ...optional('patchFormat', capabilities.patchFormats),
    rest: [
      {
        mode: 'server',
        security: capabilities.security,
        resource: capabilities.resources.map(resourceCapabilities),
        interaction: INTERACTIONS.filter((code) => interactions.has(code)).map((code) => ({ code })),
        ...optional('searchParam', [
          ...capabilities.searchParameters.map(searchParam),
          ...capabilities.generalParameters.map(generalParam),
        ]),
        ...optional('operation', capabilities.operations),
        ...optional('compartment', capabilities.compartments),
      },
    ],
  };
}

const generalParam = ({ name, type, definition, documentation }: GeneralParameter) => ({
  name,
  ...(definition ? { definition } : {}),
  type,
  documentation,
});
