import type { SearchContext } from '#search/compile-parameter.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { admit, bodyOf, type Gate } from './admit.ts';
import { type Answer, writtenAnswer } from './answer.ts';
import { compileCondition } from './condition.ts';
import { ReferenceResolution } from './reference/reference-resolution.ts';

/** What a create needs. */
export interface CreateRooms {
  store: ResourceStore;
  gate: Gate;
  context: SearchContext;
  newId: () => string;
}

/**
 * create (http.html#create): the server gives the id. With `ifNoneExist` (http.html#ccreate) nothing is
 * stored where the search finds one resource, and 412 where it finds more. References by search are resolved.
 */
export async function create(
  request: { type: string; body: unknown; ifNoneExist?: string | undefined },
  { store, gate, context, newId }: CreateRooms,
): Promise<Answer> {
  const { type, ifNoneExist } = request;
  const resource = bodyOf(request.body, type);
  const unless = ifNoneExist === undefined ? undefined : compileCondition(type, ifNoneExist, context);
  const resolution = new ReferenceResolution(context, newId);
  const assigned = resolution.rewrite(resource, type);
  const draft = admit(resource, newId(), gate, { assigned });
  const { written } = await store.transact({
    writes: [{ kind: 'create', place: '', draft, ...(unless ? { unless } : {}) }],
    references: resolution.references,
    reads: [],
    representation: true,
  });
  return writtenAnswer(written[0] as (typeof written)[0], context.baseUrl);
}
