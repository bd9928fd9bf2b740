import type { Resource } from '#fhir/resource.ts';
import type { Breathe } from '../breathe.ts';

/** A patch that was read and can be applied, more than once if need be. */
export interface Patch {
  /**
   * Applies it to a resource, which it may change; gives the JSON that comes of it, which need not be a
   * resource. Throws 422 for an operation that cannot be carried out on this resource.
   */
  apply(resource: Resource, breathe: Breathe): Promise<unknown>;
}
