import type { Meta, Resource } from '#fhir/resource.ts';
import { checkId, type Gate, refuseErrors } from '#interaction/admit.ts';
import { againIfStale } from '#interaction/again-if-stale.ts';
import type { Answer } from '#interaction/answer.ts';
import type { Change } from '#interaction/change.ts';
import { changeInTurn } from '#interaction/change-in-turn.ts';
import type { CreateRooms } from '#interaction/create.ts';
import type { Turns } from '#interaction/turns.ts';
import { readIfMatch } from '#interaction/update.ts';
import { metaOfAnswer } from './meta.ts';
import { type OperationRooms, type OperationSignature, readParameters } from './parameters.ts';

/** What the operations that change meta need. */
export interface ChangeMetaRooms extends CreateRooms, OperationRooms {
  gate: Gate;
  turns: Turns;
}

/** A request of one of these operations. */
export interface ChangeMetaRequest {
  type: string;
  id: string;
  query: string;
  body?: unknown;
  ifMatch?: string | undefined;
}

/** The sets in meta that the operations change: each with what tells whether two of its items are the same. */
const SETS: { name: 'profile' | 'security' | 'tag'; identity: (item: unknown) => string }[] = [
  { name: 'profile', identity: (url) => String(url) },
  { name: 'security', identity: codingIdentity },
  { name: 'tag', identity: codingIdentity },
];

/** "The identity of a tag or security label is the system+code. Version and display are ignored." */
function codingIdentity(item: unknown): string {
  const { system, code } = item as { system?: string; code?: string };
  return JSON.stringify([system ?? null, code ?? null]);
}

/** What becomes of one set: `held` is in the resource, `named` in the request. */
export type SetChange = (held: unknown[], named: unknown[], identity: (item: unknown) => string) => unknown[];

/**
 * Changes the profiles, tags and security labels of a resource by those that a request names, and answers with the
 * meta that comes of it. It makes a version, as every change does, unless nothing is changed.
 */
export async function changeMeta(
  request: ChangeMetaRequest,
  signature: OperationSignature,
  change: SetChange,
  rooms: ChangeMetaRooms,
): Promise<Answer> {
  const { type, id } = request;
  checkId(id);
  const input = readParameters(request, signature, rooms.definitions);
  refuseErrors(rooms.gate.validate(request.body as Resource));
  const named = input.one('meta')?.value as Meta;
  const target = { type, id, method: 'PUT', place: '', ifMatch: readIfMatch(request.ifMatch) } as const;
  const changeIt: Change = async (resource) => ({
    ...resource,
    meta: changed(resource.meta ?? {}, named, change),
  });
  const answer = await againIfStale(() => changeInTurn(target, changeIt, rooms));
  return metaOfAnswer(answer);
}

function changed(held: Meta, named: Meta, change: SetChange): Meta {
  const meta: Meta = { ...held };
  for (const { name, identity } of SETS) {
    const items = change(listOf(held[name]), listOf(named[name]), identity);
    if (items.length) meta[name] = items;
    else delete meta[name];
  }
  return meta;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
