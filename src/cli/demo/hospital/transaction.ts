import type { Resource } from '#fhir/resource.ts';
import { derivedUuid } from './random.ts';

export interface Reference {
  reference: string;
}

export interface BundleEntry {
  fullUrl: string;
  resource: Resource;
  request: { method: 'POST'; url: string; ifNoneExist: string } | { method: 'PUT'; url: string };
}

/** A transaction Bundle (http.html#transaction). */
export interface TransactionBundle extends Resource {
  resourceType: 'Bundle';
  type: 'transaction';
  entry: BundleEntry[];
}

interface Identifier {
  system: string;
  value: string;
}

/** A transaction under construction. Both verbs return a reference that other entries may use. */
export interface Transaction {
  /** Conditional create: the resource is made unless one with its business identifier is there. */
  create(resource: Resource): Reference;
  /** Conditional update: the resource with the same business identifier gets a new version. */
  update(resource: Resource): Reference;
  bundle(): TransactionBundle;
}

/** Starts a transaction whose urn:uuids follow from the seed and the business identifiers, so that they never vary. */
export function startTransaction(seed: number): Transaction {
  const entries = new Map<string, BundleEntry>();
  const add = (resource: Resource, request: (search: string) => BundleEntry['request']): Reference => {
    const { system, value } = [resource.identifier].flat()[0] as Identifier;
    const fullUrl = `urn:uuid:${derivedUuid(seed, resource.resourceType, system, value)}`;
    if (!entries.has(fullUrl)) {
      entries.set(fullUrl, { fullUrl, resource, request: request(`identifier=${system}|${value}`) });
    }
    return { reference: fullUrl };
  };
  return {
    create: (resource) =>
      add(resource, (ifNoneExist) => ({ method: 'POST', url: resource.resourceType, ifNoneExist })),
    update: (resource) =>
      add(resource, (search) => ({ method: 'PUT', url: `${resource.resourceType}?${search}` })),
    bundle: () => ({ resourceType: 'Bundle', type: 'transaction', entry: [...entries.values()] }),
  };
}
