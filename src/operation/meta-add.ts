import { definedOperation } from '#conformance/operation-definition.ts';
import type { Answer } from '#interaction/answer.ts';
import { type ChangeMetaRequest, type ChangeMetaRooms, changeMeta, type SetChange } from './change-meta.ts';

export const META_ADD = definedOperation('Resource-meta-add');

/** "Profiles, tags, and security labels are sets, and duplicates are not created": what is there stays as it is. */
const add: SetChange = (held, named, identity) => {
  const known = new Set(held.map(identity));
  const items = [...held];
  for (const item of named) {
    if (known.has(identity(item))) continue;
    known.add(identity(item));
    items.push(item);
  }
  return items;
};

/** `$meta-add` (resource-operations.html): adds profiles, tags and security labels to a resource. */
export const metaAdd = (request: ChangeMetaRequest, rooms: ChangeMetaRooms): Promise<Answer> =>
  changeMeta(request, META_ADD, add, rooms);
