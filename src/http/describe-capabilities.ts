import type { CanonicalEntry } from '#conformance/canonical-entry.ts';
import { type Capabilities, capabilityStatement } from '#conformance/capability-statement.ts';
import type { Definitions } from '#conformance/definitions.ts';
import { normativePart } from '#conformance/normative-part.ts';
import type { ResourceCapabilities } from '#conformance/resource-capabilities.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import { PATCH_FORMATS } from '#interaction/patch/read-patch.ts';
import { GENERAL_CRITERIA, GENERAL_RESULTS } from '#search/general-parameters.ts';
import { type SearchClaims, searchClaims } from '#search/search-claims.ts';
import { FORMAT_NAMES } from './media-type.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { ROUTES } from './routes.ts';

/** What the statement is made from, beside the tables of routes and operations. */
export interface DescribedRooms {
  definitions: Definitions;
  parameters: SearchParameters;
  /** The profiles that resources can have, the trial's and those that are stored. */
  profiles: () => readonly Pick<CanonicalEntry, 'url' | 'profileOf'>[];
  /** Counts up when what is stored may have changed. */
  generation: () => number;
  conditionalDelete: 'single' | 'multiple';
  /** Whether the server audits, so that AuditEvents are its own. */
  audit: 'on' | 'off';
  /** CapabilityStatement.rest.security; undefined where there is no authentication. */
  security: object | undefined;
  baseUrl: string;
  /** The base of the trial's canonical URLs. */
  canonicalBase: string;
  softwareVersion: string;
  now: () => Date;
}

/** CapabilityStatement.rest.security while there is no authentication. */
const WITHOUT_AUTHENTICATION = {
  cors: false,
  description: 'This server has no authentication and answers programs of its own machine only.',
};

/** Gives the CapabilityStatement as JSON text, or the normative part of it; the same text as long as it says the same. */
export type DescribeCapabilities = (mode: 'full' | 'normative') => string;

/** Makes the statement when it is first asked for, and again when search parameters or profiles have changed. */
export function describeCapabilities(rooms: DescribedRooms): DescribeCapabilities {
  let made: { of: string; full: string; normative?: string } | undefined;
  let seen: { generation: number; profiles: string } | undefined;
  /** The profiles as text, read again when what is stored may have changed. */
  const profiles = (): string => {
    const generation = rooms.generation();
    if (seen?.generation !== generation) {
      const claimed = rooms.profiles().flatMap(({ url, profileOf }) => (profileOf ? url : []));
      seen = { generation, profiles: [...new Set(claimed)].sort().join(' ') };
    }
    return seen.profiles;
  };
  return (mode) => {
    const of = `${rooms.parameters.generation} ${profiles()}`;
    if (made?.of !== of) made = { of, full: JSON.stringify(capabilityStatement(readCapabilities(rooms))) };
    if (mode === 'full') return made.full;
    made.normative ??= JSON.stringify(normativePart(JSON.parse(made.full), rooms.definitions));
    return made.normative;
  };
}

const isOfTypes = ({ path }: { path: string }): boolean => path.startsWith(':type');

/** The codes of the routes on types, or of those on the base, without the operations. */
function interactions(ofTypes: boolean): Set<string> {
  const codes = ROUTES.filter((route) => isOfTypes(route) === ofTypes).map(({ interaction }) => interaction);
  return new Set(codes.filter((code) => !code.startsWith('$')));
}

const hasRoute = (method: string, path: string): boolean =>
  ROUTES.some((route) => route.method === method && route.path === path);

function readCapabilities(rooms: DescribedRooms): Capabilities {
  const { definitions, baseUrl, softwareVersion, security = WITHOUT_AUTHENTICATION, now } = rooms;
  const ofSystem = interactions(false);
  const search = searchClaims(rooms.parameters, definitions.resourceTypes);
  return {
    baseUrl,
    softwareVersion,
    date: now().toISOString(),
    formats: FORMAT_NAMES,
    patchFormats: PATCH_FORMATS,
    security,
    resources: readResources(rooms, search),
    // What is POSTed to the base says itself whether it is a batch.
    interactions: ofSystem.has('transaction') ? ofSystem.add('batch') : ofSystem,
    searchParameters: search.ofEveryType,
    generalParameters: [...GENERAL_CRITERIA, ...GENERAL_RESULTS],
    operations: OPERATIONS.filter(({ levels }) => levels.includes('system')).map(claimed(rooms)),
    compartments: interactions(true).has('search-compartment')
      ? definitions.compartments.map(({ code }) => compartmentUrl(code))
      : [],
  };
}

const WRITES = new Set(['create', 'update', 'patch', 'delete']);

const without = (some: Set<string>, all: Set<string>) => new Set([...all].filter((one) => !some.has(one)));

/** An operation as the statement claims it; the definition of one of ours stands below the canonical base. */
const claimed =
  ({ canonicalBase }: DescribedRooms) =>
  ({ name, definition }: Operation) => ({
    name,
    definition: definition.includes(':') ? definition : `${canonicalBase}/${definition}`,
  });

/** R4 names its CompartmentDefinitions after the resource type, with a small first letter. */
const compartmentUrl = (code: string): string =>
  `http://hl7.org/fhir/CompartmentDefinition/${code.charAt(0).toLowerCase()}${code.slice(1)}`;

function readResources(rooms: DescribedRooms, search: SearchClaims): ResourceCapabilities[] {
  const { definitions, conditionalDelete, audit } = rooms;
  const profiles = Map.groupBy(rooms.profiles(), ({ profileOf }) => profileOf);
  return [...definitions.resourceTypes].sort().map((type) => {
    const isReadOnly = audit === 'on' && type === 'AuditEvent';
    return {
      type,
      interactions: isReadOnly ? without(WRITES, interactions(true)) : interactions(true),
      conditionalUpdate: !isReadOnly && hasRoute('PUT', ':type'),
      conditionalDelete: !isReadOnly && hasRoute('DELETE', ':type') ? conditionalDelete : 'not-supported',
      searchParameters: search.parameters.get(type) ?? [],
      includes: search.includes.get(type) ?? [],
      revIncludes: search.revIncludes.get(type) ?? [],
      supportedProfiles: [...new Set((profiles.get(type) ?? []).map(({ url }) => url))],
      operations: OPERATIONS.filter(
        ({ levels, types, affectsState }) =>
          levels.some((level) => level !== 'system') &&
          (types?.includes(type) ?? true) &&
          !(isReadOnly && affectsState),
      ).map(claimed(rooms)),
    };
  });
}
