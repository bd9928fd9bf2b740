import { decimalText } from '#fhir/json/literals.ts';
import type { Resource } from '#fhir/resource.ts';

/** One element that differs between two versions; an absent value was not there. */
export interface ElementChange {
  /** Where it stands: `Observation.valueQuantity.value`, `Patient.name[0].given[1]`. */
  element: string;
  old?: string;
  new?: string;
}

/** What differs with every version by itself. */
const OF_EVERY_VERSION = new Set(['resourceType', 'id']);
const OF_META = new Set(['versionId', 'lastUpdated']);

/**
 * The elements that differ from one version of a resource to the next, in the order of the newer; for the first version
 * all that it has. Decimals are told by the text that they were sent with.
 */
export function elementChanges(before: Resource | undefined, after: Resource): ElementChange[] {
  const old = before ? leaves(before) : new Map<string, string>();
  const changes: ElementChange[] = [];
  for (const [element, value] of leaves(after)) {
    const was = old.get(element);
    old.delete(element);
    if (was !== value) changes.push({ element, ...(was === undefined ? {} : { old: was }), new: value });
  }
  for (const [element, was] of old) changes.push({ element, old: was });
  return changes;
}

/** All primitive values of a resource by where they stand. */
function leaves(resource: Resource): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(resource)) {
    if (OF_EVERY_VERSION.has(name)) continue;
    const own = name === 'meta' ? without(value as object) : value;
    collect(resource, name, own, `${resource.resourceType}.${name}`, found);
  }
  return found;
}

const without = (meta: object): object =>
  Object.fromEntries(Object.entries(meta).filter(([name]) => !OF_META.has(name)));

function collect(
  holder: object,
  key: string,
  value: unknown,
  path: string,
  found: Map<string, string>,
): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) collect(value, String(i), item, `${path}[${i}]`, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value))
      collect(value, name, member, `${path}.${name}`, found);
  } else if (value !== null && value !== undefined) {
    found.set(path, typeof value === 'number' ? decimalText(holder, key) : String(value));
  }
}
