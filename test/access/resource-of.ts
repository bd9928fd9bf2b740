import type { CompartmentDefinition, Definitions } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import type { Resource } from '#fhir/resource.ts';

/** What making resources of any type needs. */
export interface Making {
  definitions: Definitions;
  parameters: SearchParameters;
  compartment: CompartmentDefinition;
}

/**
 * A resource of any type that is in the compartment of a Patient by the first parameter that can put it there, as the
 * definitions say; undefined for a type that none can.
 */
export function resourceOf(
  type: string,
  patient: string,
  { definitions, parameters, compartment }: Making,
): (Resource & { id: string }) | undefined {
  const id = `x-${patient}`;
  const meta = { tag: [{ system: 'urn:owner', code: patient }] };
  if (type === 'Patient') return { resourceType: type, id: patient, meta };
  for (const code of compartment.resources[type] ?? []) {
    const expression = parameters.find(type, code)?.expression ?? '';
    const path = new RegExp(`${type}((?:\\.[a-z]\\w*)+)(?!\\w*\\()`).exec(expression)?.[1];
    if (!path) continue;
    const segments = path
      .slice(1)
      .split('.')
      .filter((segment) => !['where', 'as', 'value'].includes(segment));
    return {
      resourceType: type,
      id,
      meta,
      ...nested(type, segments, { reference: `Patient/${patient}` }, definitions),
    };
  }
  return undefined;
}

/** `{ participant: [{ actor: value }] }` for participant.actor. */
function nested(type: string, segments: string[], value: object, { types }: Definitions): object {
  const elements = types.get(type)?.elements ?? [];
  let path = `${type}.${segments.join('.')}`;
  let inner: unknown = value;
  for (const segment of [...segments].reverse()) {
    const element = elements.find((one) => one.path === path);
    const isChoice = !element;
    const name = isChoice ? `${segment}Reference` : segment;
    inner = { [name]: (element?.max ?? 1) > 1 ? [inner] : inner };
    path = path.slice(0, path.lastIndexOf('.'));
  }
  return inner as object;
}
