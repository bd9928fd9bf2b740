import type { ResourceStore } from '#storage/resource-store.ts';
import { admit, bodyOf, type Gate } from './admit.ts';
import { type Answer, writtenAnswer } from './answer.ts';
import { compileCondition } from './condition.ts';
import { ReferenceResolution, type ResolutionRooms } from './reference/reference-resolution.ts';

/** What a create needs. */
export interface CreateRooms extends ResolutionRooms {
  store: ResourceStore;
  gate: Gate;
}

/**
 * create (http.html#create): the server gives the id. With `ifNoneExist` (http.html#ccreate) nothing is
 * stored where the search finds one resource, and 412 where it finds more. References by search are resolved.
 */
export async function create(
  request: { type: string; body: unknown; ifNoneExist?: string | undefined },
  rooms: CreateRooms,
): Promise<Answer> {
  const { store, gate, context, newId } = rooms;
  const { type, ifNoneExist } = request;
  const resource = bodyOf(request.body, type);
  const unless = ifNoneExist === undefined ? undefined : compileCondition(type, ifNoneExist, context);
  const resolution = new ReferenceResolution(rooms);
  const assigned = resolution.rewrite(resource, type);
  const draft = await admit(resource, newId(), gate, { assigned, among: resolution.sought });
  const { written } = await store.transact({
    writes: [{ kind: 'create', place: '', draft, ...(unless ? { unless } : {}) }],
    references: resolution.references,
    reads: [],
    representation: true,
  });
  return writtenAnswer(written[0] as (typeof written)[0], context.baseUrl);
}
