import type { ResourceStore, TransactionResult } from '#storage/resource-store.ts';
import type { Gate } from './admit.ts';
import { type Answer, writtenAnswer } from './answer.ts';
import { type Change, type ChangeTarget, prepareChange } from './change.ts';
import { ReferenceResolution, type ResolutionRooms } from './reference/reference-resolution.ts';
import type { Turns } from './turns.ts';

/** What changing a resource needs. */
export interface ChangeInTurnRooms extends ResolutionRooms {
  store: ResourceStore;
  gate: Gate;
  turns: Turns;
}

/**
 * Changes one resource by itself, after those who came before to change it. Throws the refusal of a stale draft
 * where others were faster all the same; whoever can do without asks again (see againIfStale).
 */
export function changeInTurn(
  target: ChangeTarget,
  change: Change,
  rooms: ChangeInTurnRooms,
): Promise<Answer> {
  const { store, context, turns } = rooms;
  return turns.take(`${target.type}/${target.id}`, async () => {
    const resolution = new ReferenceResolution(rooms);
    const write = await prepareChange(target, change, { ...rooms, resolution });
    const { references } = resolution;
    const { written } = await store.transact({
      writes: [write],
      references,
      reads: [],
      representation: true,
    });
    return writtenAnswer(written[0] as TransactionResult['written'][number], context.baseUrl);
  });
}
