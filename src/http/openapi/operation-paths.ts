import type { Operation } from '../operations.ts';
import type { Call, Calls } from './call.ts';
import { SYSTEM } from './system-paths.ts';

/** The tag of the operations that every type has. */
export const EVERY_TYPE = 'Every type';

/** What an operation is described by. */
type Described = Pick<Operation, 'name' | 'definition' | 'levels' | 'types' | 'affectsState' | 'inputs'>;

const BEHIND_TYPE = { type: '', instance: '/{id}', version: '/{id}/_history/{versionId}' };

/** Whether an input can stand in a URL: a primitive, whose name of the type begins with a small letter. */
const isSimple = ({ type }: Described['inputs'][number]): boolean => /^[a-z]/.test(type ?? '');

/** The keys of the inputs that a URL can have, among the components. */
const inputKeys = ({ definition, inputs }: Described): string[] =>
  inputs.filter(isSimple).map(({ name }) => inputKey(definition, name));

const inputKey = (definition: string, name: string): string =>
  `input.${definition.slice(definition.lastIndexOf('/') + 1)}.${name}`.replaceAll(/[^\w.-]/g, '-');

/** The inputs of operations that a URL can have, for components.parameters. */
export function inputParameters(operations: Described[]): Record<string, object> {
  return Object.fromEntries(
    operations.flatMap(({ definition, inputs }) =>
      inputs.filter(isSimple).map((input) => [inputKey(definition, input.name), inputParameter(input)]),
    ),
  );
}

function inputParameter({ name, type, max }: Described['inputs'][number]): object {
  const one = { type: JSON_TYPES[type ?? ''] ?? 'string' };
  return {
    name,
    in: 'query',
    description: `Of type ${type}.`,
    schema: max === '1' ? one : { type: 'array', items: one },
    ...(max === '1' ? {} : { style: 'form', explode: true }),
  };
}

const JSON_TYPES: Record<string, string> = {
  boolean: 'boolean',
  integer: 'integer',
  positiveInt: 'integer',
  unsignedInt: 'integer',
  decimal: 'number',
};

/** An operation at each place where it may be called, by path and method (operations.html). */
export function operationPaths(operation: Described): Record<string, Calls> {
  const { name, levels, types } = operation;
  const ofSystem = levels.includes('system') ? { [`/$${name}`]: callsOf(operation, SYSTEM, 'System') } : {};
  const ofTypes = (types ?? ['{type}']).flatMap((type) =>
    levels
      .filter((level) => level !== 'system')
      .map((level) => {
        const where = types ? type : '';
        const id = `${where}${level.charAt(0).toUpperCase()}${level.slice(1)}`;
        return [
          `/${type}${BEHIND_TYPE[level]}/$${name}`,
          callsOf(operation, types ? type : EVERY_TYPE, id),
        ] as const;
      }),
  );
  return { ...ofSystem, ...Object.fromEntries(ofTypes) };
}

function callsOf(operation: Described, tag: string, place: string): Calls {
  const { name, affectsState, inputs } = operation;
  const words = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const call: Call = {
    operationId: `${words}${place}`,
    tag,
    summary: `$${name}`,
    parameters: inputKeys(operation),
    responses: { '2XX': 'Answer' },
  };
  const posted = { ...call, operationId: `${call.operationId}ByPost`, requestBody: 'Parameters' };
  // What cannot stand in a URL can only be POSTed; but it may be optional.
  const byGet = !affectsState && inputs.every((input) => input.min === 0 || isSimple(input));
  return { ...(byGet ? { get: call } : {}), post: posted };
}
