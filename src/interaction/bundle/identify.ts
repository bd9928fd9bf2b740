import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import type { Condition, ResourceStore } from '#storage/resource-store.ts';
import { checkId } from '../admit.ts';
import { compileCondition } from '../condition.ts';
import { findOnly } from '../find-only.ts';
import { at } from '../reference/reference-resolution.ts';
import { entryTarget, type ParsedEntry } from './parse-entry.ts';

/** An entry that writes, with the resource type and the id that it will have. */
export interface Identified {
  entry: ParsedEntry;
  type: string;
  id: string;
  /** The id was made here and may be replaced where a condition finds another resource. */
  assigned: boolean;
  /** The condition in its URL. */
  where?: Condition;
}

/** What identifying an entry needs. */
export interface IdentifyRooms {
  store: ResourceStore;
  context: SearchContext;
  newId: () => string;
}

/**
 * Gives an entry the id that its resource has or will have, before anything is written. Throws for a URL that
 * is none of its method, and for a conditional patch that does not find exactly one resource.
 */
export async function identify(entry: ParsedEntry, rooms: IdentifyRooms): Promise<Identified> {
  const { context, newId } = rooms;
  const { type, id } = entryTarget(entry, context.resourceTypes);
  const { method, place } = entry;
  if (method === 'POST') {
    if (id === undefined) return { entry, type, id: newId(), assigned: true };
    throw wrongUrl(entry, `POST to '${type}/${id}'; POST ${type} was expected`, 'http.html#create');
  }
  if (id !== undefined) return { entry, type, id, assigned: false };
  if (!entry.query)
    throw wrongUrl(entry, `${method} of ${type} has neither an id nor criteria`, 'http.html#transaction');
  const where = at(place, () => compileCondition(type, entry.query, context));
  if (method === 'PATCH')
    return { entry, type, id: await findOnly(where, place, rooms), assigned: false, where };
  const own = entry.resource?.id;
  if (method === 'PUT' && own !== undefined) checkId(own);
  return { entry, type, id: own ?? newId(), assigned: own === undefined, where };
}

function wrongUrl({ place }: ParsedEntry, diagnostics: string, source: string): Error {
  return refuse(400, 'value', diagnostics, { expression: `${place}.request.url`, source });
}

/** fullUrl -> `Type/id`; two entries with one fullUrl are refused (bdl-7). */
export function fullUrls(identified: Identified[]): Map<string, string> {
  const targets = new Map<string, string>();
  for (const { entry, type, id } of identified) {
    if (entry.fullUrl === undefined || entry.method === 'DELETE') continue;
    if (targets.has(entry.fullUrl))
      throw refuse(400, 'duplicate', `two entries have the fullUrl '${entry.fullUrl.slice(0, 100)}'`, {
        expression: `${entry.place}.fullUrl`,
        source: 'bdl-7',
      });
    targets.set(entry.fullUrl, `${type}/${id}`);
  }
  return targets;
}
