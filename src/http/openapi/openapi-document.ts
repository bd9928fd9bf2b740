import type { CapabilityStatement, CapabilityStatementRest } from '@medplum/fhirtypes';
import type { Operation } from '../operations.ts';
import { type Calls, pathItem } from './call.ts';
import { bodies, generalParameters, specificationOf } from './components.ts';
import { EVERY_TYPE, inputParameters, operationPaths } from './operation-paths.ts';
import { searchComponents } from './search-components.ts';
import { securityOf } from './security.ts';
import { compartmentPaths, SYSTEM, systemPaths } from './system-paths.ts';
import { typePaths } from './type-paths.ts';

/** What the document is made from beside the statement. */
export interface Described {
  operations: Operation[];
  /** The types of each compartment that is claimed, by its own type. */
  compartments: Map<string, string[]>;
  /** The resource types that are described; all where it is absent. */
  types?: string[];
}

/**
 * An OpenAPI 3.1 document of what a CapabilityStatement claims: one path for each place, one tag for each type, and
 * everything that repeats among the components.
 */
export function openApiDocument(
  statement: CapabilityStatement,
  { operations, compartments, types }: Described,
) {
  const rest = statement.rest?.[0] as CapabilityStatementRest;
  const resources = (rest.resource ?? []).filter(({ type }) => !types || types.includes(type as string));
  const names = resources.map(({ type }) => type as string);
  const described = operations.filter(
    (operation) => !operation.types || operation.types.some((type) => names.includes(type)),
  );
  const search = searchComponents(rest);
  const paths: Record<string, Calls> = {
    ...systemPaths(rest, search.ofSystem),
    ...Object.assign({}, ...resources.map((resource) => typePaths(resource, search.keysOf(resource)))),
    ...Object.assign({}, ...described.map(operationPaths)),
  };
  const members: Record<string, object> = {};
  for (const [compartment, inIt] of compartments) {
    if (!names.includes(compartment)) continue;
    Object.assign(paths, compartmentPaths(compartment));
    members[`memberOf${compartment}`] = memberOf(compartment, inIt);
  }
  const { securitySchemes, security } = securityOf(rest);
  return {
    openapi: '3.1.0',
    info: {
      title: statement.title ?? 'FHIR server',
      version: statement.version ?? '0',
      summary: `FHIR ${statement.fhirVersion}`,
      description: 'Made from the CapabilityStatement at /metadata: what stands here is what works.',
    },
    externalDocs: { url: 'https://hl7.org/fhir/R4/http.html' },
    servers: [{ url: statement.implementation?.url as string }],
    tags: [
      { name: SYSTEM },
      { name: EVERY_TYPE },
      ...names.map((name) => ({ name, externalDocs: { url: specificationOf(name) } })),
    ],
    ...(security ? { security } : {}),
    paths: Object.fromEntries(
      Object.entries(paths)
        .filter(([, calls]) => Object.keys(calls).length)
        .map(([path, calls]) => [path, pathItem(path, calls)]),
    ),
    components: {
      parameters: {
        ...generalParameters(names, statement.format ?? []),
        ...search.parameters,
        ...inputParameters(described),
        ...members,
      },
      ...bodies(statement, names),
      ...(securitySchemes ? { securitySchemes } : {}),
    },
  };
}

const memberOf = (compartment: string, types: string[]): object => ({
  name: `memberOf${compartment}`,
  in: 'path',
  required: true,
  description: 'The type that is searched, or * for all.',
  schema: { type: 'string', enum: ['*', ...types] },
});
