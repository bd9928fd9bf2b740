import type { Definitions } from '#conformance/definitions.ts';
import type { Gate } from '#interaction/admit.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import type { Terminology } from '#terminology/terminology.ts';

/** What the operations on terminology need. */
export interface TerminologyRooms {
  terminology: Terminology;
  definitions: Definitions;
  store: ResourceStore;
  /** Resources that come with a request are validated before they are read. */
  gate: Pick<Gate, 'check'>;
}

/** The request of an operation. */
export interface OperationRequest {
  query: string;
  body?: unknown;
  /** The resource that it is called on; empty where it is called on a type. */
  id: string;
}
