import { parseJson } from '#fhir/json/parse-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { refuseErrors } from '#interaction/admit.ts';
import { versionAnswer } from '#interaction/answer.ts';
import type { InputValue, OperationInput } from '../operation-input.ts';
import type { OperationRequest, TerminologyRooms } from './terminology-rooms.ts';

/** Which resource an operation works on: one that came along, or that is stored, or that a canonical names. */
export type Given<T> = { resource: T } | { canonical: string } | undefined;

/**
 * The CodeSystem, ValueSet or ConceptMap that an operation is called on: the stored one at the level of an instance,
 * else the resource of the parameter `name`, else that of `url`. Throws 400 for more than one of these, or for a
 * resource that is not valid; 404 or 410 for one that is not stored.
 */
export async function givenResource<T>(
  type: string,
  request: OperationRequest,
  input: OperationInput,
  options: { name: string; version: string; source: string },
  { store, gate }: TerminologyRooms,
): Promise<Given<T>> {
  const { name, version, source } = options;
  const [url, resource] = [input.text('url'), input.one(name)];
  const given = [request.id || undefined, url, resource].filter((each) => each !== undefined);
  if (given.length > 1)
    throw refuse(400, 'value', `${type} is given more than once: by its id, by url or as ${name}`, {
      source,
    });
  if (request.id) {
    const stored = versionAnswer(await store.read(type, request.id), `${type}/${request.id}`);
    return { resource: parseJson(stored.body as string) as T };
  }
  if (resource) {
    refuseErrors(await gate.check(resource.value as Resource), placeOf(resource));
    return { resource: resource.value as T };
  }
  if (url === undefined) return undefined;
  const asked = input.text(version);
  return { canonical: asked === undefined || url.includes('|') ? url : `${url}|${asked}` };
}

/** `Parameters.parameter[2]`; none for a resource that is the whole body. */
function placeOf({ expression }: InputValue): string | undefined {
  return expression.startsWith('Parameters') ? expression.replace(/\.resource$/, '') : undefined;
}
