import type { Config } from '#config.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import type { Condition, ResourceStore, Write } from '#storage/resource-store.ts';
import { checkId } from './admit.ts';
import { type Answer, writtenAnswer } from './answer.ts';
import { compileCondition } from './condition.ts';
import { readIfMatch } from './update.ts';

/** What a delete needs. */
export interface DeleteRooms {
  store: ResourceStore;
  context: SearchContext;
  conditionalDelete: ConditionalDelete;
}

/** How many resources a conditional delete may delete: one, or up to so many (http.html#3.1.0.7.1). */
export type ConditionalDelete = { kind: 'single' } | { kind: 'multiple'; most: number };

/** What the configuration says of it. */
export function conditionalDeleteOf({
  conditionalDelete: kind,
  limits,
}: Pick<Config, 'conditionalDelete' | 'limits'>): ConditionalDelete {
  return kind === 'multiple' ? { kind, most: limits.conditionalDeletes } : { kind };
}

/** The write of a conditional delete, which is decided where nobody can come between. */
export function deleteWhere(
  { where, place, ifMatch }: { where: Condition; place: string; ifMatch: string | undefined },
  conditionalDelete: ConditionalDelete,
): Write {
  return {
    kind: 'delete-where',
    place,
    where,
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(conditionalDelete.kind === 'multiple' ? { most: conditionalDelete.most } : {}),
  };
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

/** conditional delete (http.html#3.1.0.7.1): of all matches or, where there are more than may be, of none (412). */
export function conditionalDelete(
  request: { type: string; criteria: string; ifMatch?: string | undefined },
  rooms: DeleteRooms,
): Promise<Answer> {
  const where = compileCondition(request.type, request.criteria, rooms.context);
  const ifMatch = readIfMatch(request.ifMatch);
  return carryOut(deleteWhere({ where, place: '', ifMatch }, rooms.conditionalDelete), rooms);
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
