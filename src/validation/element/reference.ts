import type { Definitions } from '#conformance/definitions.ts';
import { parseConditionalReference, parseReference } from '#fhir/reference.ts';
import { isAbsolute } from '../primitive/uri.ts';
import type { Run } from '../run.ts';
import type { JsonObject } from '../shape.ts';

/** The names of all resource types, `definitions.resourceTypes`. */
type ResourceTypes = Definitions['resourceTypes'];

const STRUCTURES = 'http://hl7.org/fhir/StructureDefinition/';

/** Whether a fragment `#id` names a contained resource, or `#` the container (references.html#contained). */
export function resolvesLocally(fragment: string, run: Run): boolean {
  return fragment === '#' || run.containedTypes.has(fragment.slice(1));
}

/**
 * The type that a RESTful address names: `Patient` of `Patient/1`, of `https://a.org/fhir/Patient/1/_history/2` and
 * of `Patient/1#name`, which is a place in the resource.
 */
function restfulType(address: string, types: ResourceTypes): string | undefined {
  // The same reference is asked for by every rule about it.
  if (address !== last.address) {
    const mark = address.indexOf('#');
    last = { address, type: parseReference(mark < 0 ? address : address.slice(0, mark))?.type };
  }
  return last.type !== undefined && types.has(last.type) ? last.type : undefined;
}

let last: { address: string | undefined; type: string | undefined } = { address: undefined, type: undefined };

/**
 * Whether a reference is one of: a fragment, an absolute url, `[type]/[id]` with or without a version, or, as
 * transactions may have it, a search `[type]?[parameters]` (references.html#literal, http.html#trules).
 */
export function isLiteral(text: string, types: ResourceTypes): boolean {
  if (text.startsWith('#') || isAbsolute(text)) return true;
  const type = restfulType(text, types) ?? conditionalType(text);
  return type !== undefined && types.has(type);
}

/** The type that a reference by search looks for; undefined where its query is none. */
export function conditionalType(text: string): string | undefined {
  const search = parseConditionalReference(text);
  if (search === undefined) return undefined;
  const isQuery = search.query.split('&').every((part) => /^[A-Za-z_][\w.:-]*=/.test(part));
  return isQuery ? search.type : undefined;
}

/** The type that the text of a reference tells. */
export function addressedType(text: unknown, types: ResourceTypes, run: Run): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (text.startsWith('#'))
    return text === '#' ? run.rootResource.resourceType : run.containedTypes.get(text.slice(1));
  return restfulType(text, types);
}

/** Reference.type as a resource type of R4, undefined when it is none. */
export function declaredType(type: unknown, types: ResourceTypes): string | undefined {
  if (typeof type !== 'string') return undefined;
  const name = type.startsWith(STRUCTURES) ? type.slice(STRUCTURES.length) : type;
  return types.has(name) ? name : undefined;
}

/**
 * The type of the resource that `reference` says it points to, by its address or Reference.type; undefined when
 * it does not tell.
 */
export function referredType(reference: JsonObject, types: ResourceTypes, run: Run): string | undefined {
  return addressedType(reference.reference, types, run) ?? declaredType(reference.type, types);
}
