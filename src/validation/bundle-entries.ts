import { parseReference } from '#fhir/reference.ts';
import type { Resource } from '#fhir/resource.ts';
import { isObject } from './is-object.ts';
import type { JsonObject } from './shape.ts';

/** An entry of a Bundle that has a resource. */
export interface BundleEntry {
  index: number;
  fullUrl: string | undefined;
  resource: Resource;
}

function addTo(map: Map<string, BundleEntry[]>, key: string, entry: BundleEntry): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [entry]);
  else known.push(entry);
}

function versionOf({ resource }: BundleEntry): unknown {
  return isObject(resource.meta) ? resource.meta.versionId : undefined;
}

/** The resources of a Bundle by what references may call them; made once, since a Bundle may be long. */
export class BundleEntries {
  readonly #byFullUrl = new Map<string, BundleEntry[]>();
  readonly #byTypeAndId = new Map<string, BundleEntry[]>();
  readonly #byResource = new Map<unknown, BundleEntry>();

  constructor({ entry }: JsonObject) {
    for (const [index, each] of (Array.isArray(entry) ? entry : []).entries()) {
      if (!isObject(each) || !isObject(each.resource)) continue;
      const resource = each.resource as Resource;
      const fullUrl = typeof each.fullUrl === 'string' ? each.fullUrl : undefined;
      const found = { index, fullUrl, resource };
      this.#byResource.set(resource, found);
      if (fullUrl !== undefined) addTo(this.#byFullUrl, fullUrl, found);
      addTo(this.#byTypeAndId, `${resource.resourceType}/${resource.id}`, found);
    }
  }

  /** The entry that a resource stands in. */
  of(resource: Resource): BundleEntry | undefined {
    return this.#byResource.get(resource);
  }

  /**
   * The entries that a reference in the resource of `from` leads to (bundle.html#references): by fullUrl, where a
   * relative one builds on the base of the entry it stands in; else by type and id. More than one where the
   * Bundle has several versions and the reference names none.
   */
  find(reference: string, from: BundleEntry | undefined): BundleEntry[] {
    const literal = parseReference(reference);
    if (literal === undefined) return this.#byFullUrl.get(reference) ?? [];
    const { type, id, versionId } = literal;
    const base = literal.base ?? parseReference(from?.fullUrl ?? '')?.base;
    const found =
      (base === undefined ? undefined : this.#byFullUrl.get(`${base}/${type}/${id}`)) ??
      (literal.base === undefined ? this.#byTypeAndId.get(`${type}/${id}`) : undefined) ??
      [];
    return versionId === undefined ? found : found.filter((entry) => versionOf(entry) === versionId);
  }
}
