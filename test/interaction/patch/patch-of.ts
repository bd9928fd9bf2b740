import type { Reply, ServerForTests } from '../../server-for-tests.ts';

export const JSON_PATCH = { 'Content-Type': 'application/json-patch+json' };

/** Sends a JSON Patch. */
export const jsonPatch = (
  server: ServerForTests,
  path: string,
  operations: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> => server.send('PATCH', path, { body: operations, headers: { ...JSON_PATCH, ...headers } });

/** One part of an operation: `part('path', 'valueString', 'Patient')`. */
export const part = (name: string, form: string, value: unknown): object => ({ name, [form]: value });

/** The operation of a FHIRPath Patch; `parts` are what it has besides its type and path. */
export const operation = (type: string, path: string, ...parts: object[]): object => ({
  name: 'operation',
  part: [part('type', 'valueCode', type), part('path', 'valueString', path), ...parts],
});

export const parametersOf = (...operations: object[]): object => ({
  resourceType: 'Parameters',
  parameter: operations,
});

/** Sends a FHIRPath Patch. */
export const fhirpathPatch = (
  server: ServerForTests,
  path: string,
  ...operations: object[]
): Promise<Reply> => server.send('PATCH', path, { body: parametersOf(...operations) });
