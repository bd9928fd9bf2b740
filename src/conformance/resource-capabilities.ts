import type { SearchParameterDefinition } from './definitions.ts';

/** An operation as a statement names it; its OperationDefinition tells the levels. */
export interface ClaimedOperation {
  /** The name without its `$`. */
  name: string;
  definition: string;
}

/** What the server does with resources of one type. */
export interface ResourceCapabilities {
  type: string;
  /** Codes of type-restful-interaction, e.g. `read`. */
  interactions: Set<string>;
  conditionalUpdate: boolean;
  /** How many resources a conditional delete may delete. */
  conditionalDelete: 'not-supported' | 'single' | 'multiple';
  /** The parameters that a search may use. */
  searchParameters: SearchParameterDefinition[];
  /** Values of `_include` and `_revinclude`, as `Type:parameter`. */
  includes: string[];
  revIncludes: string[];
  /** Canonicals of the profiles that the trial's resources of this type keep to. */
  supportedProfiles: string[];
  operations: ClaimedOperation[];
}

/** All interactions that a type may have, in the order of the value set type-restful-interaction. */
const INTERACTIONS = [
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
];

/** What the server does with one type, as CapabilityStatement.rest.resource. */
export function resourceCapabilities(capabilities: ResourceCapabilities) {
  const { type, interactions, conditionalUpdate, conditionalDelete } = capabilities;
  return {
    type,
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    ...optional('supportedProfile', capabilities.supportedProfiles),
    interaction: INTERACTIONS.filter((code) => interactions.has(code)).map((code) => ({ code })),
    // Versions are kept, and an If-Match is held against them.
    versioning: 'versioned-update',
    readHistory: interactions.has('vread'),
    updateCreate: interactions.has('update'),
    conditionalCreate: interactions.has('create'),
    conditionalRead: interactions.has('read') ? 'full-support' : 'not-supported',
    conditionalUpdate,
    conditionalDelete,
    referencePolicy: ['literal', 'logical'],
    ...optional('searchInclude', withAll(capabilities.includes)),
    ...optional('searchRevInclude', withAll(capabilities.revIncludes)),
    ...optional('searchParam', capabilities.searchParameters.map(searchParam)),
    ...optional('operation', capabilities.operations),
  };
}

/** Where any reference is followed, all may be at once (search.html#include). */
const withAll = (values: string[]): string[] => (values.length ? ['*', ...values] : []);

/** One parameter as CapabilityStatement.rest.resource.searchParam. */
export const searchParam = ({ code, url, type }: SearchParameterDefinition) => ({
  name: code,
  definition: url,
  type,
});

/** An element, absent where it is empty: FHIR has no empty arrays (json.html). */
export const optional = <T>(name: string, values: T[]): Record<string, T[]> =>
  values.length ? { [name]: values } : {};
