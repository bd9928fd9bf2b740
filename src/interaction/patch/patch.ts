import { checkId } from '../admit.ts';
import { againIfStale } from '../again-if-stale.ts';
import type { Answer } from '../answer.ts';
import { changeInTurn } from '../change-in-turn.ts';
import { compileCondition } from '../condition.ts';
import type { CreateRooms } from '../create.ts';
import { findOnly } from '../find-only.ts';
import type { Turns } from '../turns.ts';
import { readIfMatch } from '../update.ts';
import { type PatchRooms, readPatch, type SentPatch } from './read-patch.ts';

/** What a patch needs. */
export interface PatchInteractionRooms extends CreateRooms {
  patching: PatchRooms;
  turns: Turns;
}

/**
 * patch (http.html#patch) of a JSON Patch or FHIRPath Patch document: the server changes its own copy, which is
 * then an update. It is made again when others are faster, unless the client asks for a version by If-Match.
 */
export async function patch(
  request: { type: string; id: string; sent: SentPatch; ifMatch?: string | undefined },
  rooms: PatchInteractionRooms,
): Promise<Answer> {
  const { type, id } = request;
  checkId(id);
  const change = readPatch(request.sent, '', rooms.patching);
  const ifMatch = readIfMatch(request.ifMatch);
  const target = { type, id, method: 'PATCH', place: '', ifMatch } as const;
  return againIfStale(() => changeInTurn(target, change, rooms));
}

/** conditional patch: `PATCH Type?criteria`; 404 where they find nothing, 412 where they find several. */
export async function conditionalPatch(
  request: { type: string; criteria: string; sent: SentPatch; ifMatch?: string | undefined },
  rooms: PatchInteractionRooms,
): Promise<Answer> {
  const { type, criteria } = request;
  const where = compileCondition(type, criteria, rooms.context);
  const change = readPatch(request.sent, '', rooms.patching);
  const ifMatch = readIfMatch(request.ifMatch);
  return againIfStale(async () => {
    const id = await findOnly(where, '', rooms);
    return changeInTurn({ type, id, method: 'PATCH', place: '', ifMatch, where }, change, rooms);
  });
}
