import type { SearchContext } from '#search/compile-parameter.ts';
import type { ResourceStore, Write } from '#storage/resource-store.ts';
import { checkId } from './admit.ts';
import { type Answer, writtenAnswer } from './answer.ts';
import { compileCondition } from './condition.ts';
import { readIfMatch } from './update.ts';

/** What a delete needs. */
export interface DeleteRooms {
  store: ResourceStore;
  context: SearchContext;
}

/** delete (http.html#delete): 204, also for what is gone or never was. */
export function remove(
  request: { type: string; id: string; ifMatch?: string | undefined },
  rooms: DeleteRooms,
): Promise<Answer> {
  const { type, id } = request;
  checkId(id);
  const ifMatch = readIfMatch(request.ifMatch);
  return carryOut(
    { kind: 'delete', place: '', type, id, ...(ifMatch === undefined ? {} : { ifMatch }) },
    rooms,
  );
}

/** conditional delete (http.html#3.1.0.7.1) of at most one match; 412 for more. */
export function conditionalDelete(
  request: { type: string; criteria: string; ifMatch?: string | undefined },
  rooms: DeleteRooms,
): Promise<Answer> {
  const where = compileCondition(request.type, request.criteria, rooms.context);
  const ifMatch = readIfMatch(request.ifMatch);
  return carryOut(
    { kind: 'delete-where', place: '', where, ...(ifMatch === undefined ? {} : { ifMatch }) },
    rooms,
  );
}

async function carryOut(write: Write, { store, context }: DeleteRooms): Promise<Answer> {
  const { written } = await store.transact({
    writes: [write],
    references: [],
    reads: [],
    representation: false,
  });
  return writtenAnswer(written[0] as (typeof written)[0], context.baseUrl);
}
