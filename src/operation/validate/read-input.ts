import type { Definitions } from '#conformance/definitions.ts';
import type { DefinedOperation } from '#conformance/operation-definition.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { DocumentPath } from '#fhir/place/wanted.ts';
import { readParameters } from '../parameters.ts';

/** What a resource is validated for (resource-operation-validate.html). */
export const MODES = ['create', 'update', 'delete', 'profile'] as const;
export type Mode = (typeof MODES)[number];

/** What a call of $validate asks. */
export interface ValidateInput {
  /** The resource that came with it, whatever it is. */
  resource: unknown;
  /** Where the resource stands in the body. */
  within: DocumentPath;
  mode: Mode | undefined;
  profile: string | undefined;
}

/** The names of the operation's parameters: a Parameters of these alone is its input, any other is to be validated. */
function isInput(body: unknown, type: string, { inputs }: DefinedOperation): boolean {
  const { resourceType, parameter } = (body ?? {}) as { resourceType?: unknown; parameter?: unknown };
  if (resourceType !== 'Parameters') return false;
  if (type !== 'Parameters') return true;
  const names = inputs.map(({ name }) => name);
  return (
    Array.isArray(parameter) &&
    parameter.every((each) => names.includes(each?.name)) &&
    parameter.some((each) => each?.name === 'resource')
  );
}

function placeOfResource(body: unknown): DocumentPath {
  const { parameter } = (body ?? {}) as { parameter?: unknown };
  const index = Array.isArray(parameter) ? parameter.findIndex((each) => each?.name === 'resource') : -1;
  return index < 0 ? [] : ['parameter', index, 'resource'];
}

/**
 * Reads the input of $validate: the resource is the whole body, or one of the Parameters. Throws 400 for what is no
 * input of it; what the resource holds is not looked at.
 */
export function readInput(
  { type, query, body }: { type: string; query: string; body?: unknown },
  operation: DefinedOperation,
  definitions: Definitions,
): ValidateInput {
  const isWrapped = isInput(body, type, operation);
  const input = readParameters({ query, ...(isWrapped ? { body } : {}) }, operation, definitions);
  const mode = input.text('mode');
  if (mode !== undefined && !MODES.includes(mode as Mode))
    throw refuse(400, 'value', `the mode is '${mode.slice(0, 40)}'; ${MODES.join(', ')} were expected`, {
      source: operation.definition,
    });
  return {
    resource: isWrapped ? input.resource('resource') : body,
    within: isWrapped ? placeOfResource(body) : [],
    mode: mode as Mode | undefined,
    profile: input.text('profile'),
  };
}
