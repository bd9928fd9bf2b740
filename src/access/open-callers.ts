import type { ReadPublished } from '#conformance/published-files.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import type { Caller } from './caller.ts';
import { createRestrictions, type RestrictionRooms } from './restrict-caller.ts';
import type { Restriction } from './restriction.ts';
import { loadRoles } from './role/load-roles.ts';
import { type CallersStore, type RestrictRooms, restrict, unrestricted } from './store/restricted-store.ts';

/** What roles there are, and what each may do. */
const ROLES = new URL('./role/roles.json', import.meta.url);

/** What a server asks about its callers. */
export interface Callers {
  /** What a caller may do. */
  restrictionOf: (caller: Caller) => Restriction;
  /** The store as a caller has it; whole where there is no authentication, and so no caller. */
  storeOf: (caller: Caller | undefined) => CallersStore;
}

/** Reads the roles when the first caller comes: a server without authentication has no use for them. */
export function openCallers(
  rooms: Omit<RestrictionRooms, 'book'> & {
    store: ResourceStore;
    /** Reads the roles. */
    readPublished?: ReadPublished;
  } & Pick<RestrictRooms, 'index'>,
): Callers {
  const { store, index, definitions, context } = rooms;
  let restrictions: ((caller: Caller) => Restriction) | undefined;
  const restrictionOf = (caller: Caller) => {
    restrictions ??= createRestrictions({ ...rooms, book: loadRoles(ROLES, rooms.readPublished) });
    return restrictions(caller);
  };
  const { resourceTypes } = definitions;
  const { baseUrl } = context;
  return {
    restrictionOf,
    storeOf: (caller) =>
      caller
        ? restrict({ store, index, resourceTypes, baseUrl }, restrictionOf(caller))
        : unrestricted(store),
  };
}
