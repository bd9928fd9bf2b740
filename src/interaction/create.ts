import type { SearchContext } from '#search/compile-parameter.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { admit, bodyOf, type Gate } from './admit.ts';
import { type Answer, writtenAnswer } from './answer.ts';
import { compileCondition } from './condition.ts';

/** What a create needs. */
export interface CreateRooms {
  store: ResourceStore;
  gate: Gate;
  context: SearchContext;
  newId: () => string;
}

/**
 * create (http.html#create): the server gives the id. With `ifNoneExist` (http.html#ccreate) nothing is
 * stored where the search finds one resource, and 412 where it finds more.
 */
export async function create(
  request: { type: string; body: unknown; ifNoneExist?: string | undefined },
  { store, gate, context, newId }: CreateRooms,
): Promise<Answer> {
  const { type, ifNoneExist } = request;
  const resource = bodyOf(request.body, type);
  const unless = ifNoneExist === undefined ? undefined : compileCondition(type, ifNoneExist, context);
  const draft = admit(resource, newId(), gate);
  const { written } = await store.transact({
    writes: [{ kind: 'create', place: '', draft, ...(unless ? { unless } : {}) }],
    references: [],
    reads: [],
    representation: true,
  });
  return writtenAnswer(written[0] as (typeof written)[0], context.baseUrl);
}
