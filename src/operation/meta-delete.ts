import { definedOperation } from '#conformance/operation-definition.ts';
import type { Answer } from '#interaction/answer.ts';
import { type ChangeMetaRequest, type ChangeMetaRooms, changeMeta, type SetChange } from './change-meta.ts';

export const META_DELETE = definedOperation('Resource-meta-delete');

/** "It is not an error if these tags, profiles, and labels do not exist." */
const without: SetChange = (held, named, identity) => {
  const gone = new Set(named.map(identity));
  return held.filter((item) => !gone.has(identity(item)));
};

/** `$meta-delete` (resource-operations.html): takes profiles, tags and security labels from a resource. */
export const metaDelete = (request: ChangeMetaRequest, rooms: ChangeMetaRooms): Promise<Answer> =>
  changeMeta(request, META_DELETE, without, rooms);
