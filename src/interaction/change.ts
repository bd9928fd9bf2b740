import { parseJson } from '#fhir/json/parse-json.ts';
import { FhirError } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { checkIfMatch } from '#storage/check-if-match.ts';
import type { Condition, ResourceStore, StoredVersion, Write } from '#storage/resource-store.ts';
import { admit, bodyOf, type FindCompanion, type Gate } from './admit.ts';
import { versionAnswer } from './answer.ts';
import { type Breathe, createBreathe } from './breathe.ts';
import type { ReferenceResolution, ReferenceTargets } from './reference/reference-resolution.ts';
import { checkBodyId } from './update.ts';

/** Changes a resource as it is stored now; gives the JSON that comes of it. */
export type Change = (resource: Resource, breathe: Breathe) => Promise<unknown>;

/** What is changed, and under which conditions. */
export interface ChangeTarget {
  type: string;
  id: string;
  method: 'PUT' | 'PATCH';
  /** Where the change stands in a bundle; empty for a single one. */
  place: string;
  /** The version that the client asks for. */
  ifMatch?: string | undefined;
  /** The condition that has found the resource. */
  where?: Condition | undefined;
}

/** What making a change needs; `among`: the other entries of its transaction, which `companion` finds. */
export interface ChangeRooms {
  store: ResourceStore;
  gate: Gate;
  resolution: ReferenceResolution;
  among?: ReferenceTargets | undefined;
  companion?: FindCompanion | undefined;
}

/**
 * Reads the current version, changes it, and makes the write of it, which the store refuses as stale if another
 * version is current by then. What comes of the change passes the same gate as an update; a change that comes
 * to nothing makes no version. Throws 404 or 410 where there is no resource, 412 for another version than asked for.
 */
export async function prepareChange(
  target: ChangeTarget,
  change: Change,
  rooms: ChangeRooms,
): Promise<Write> {
  try {
    return await makeWrite(target, change, rooms);
  } catch (error) {
    throw target.place && error instanceof FhirError ? withPlace(error, target.place) : error;
  }
}

async function makeWrite(
  { type, id, method, place, ifMatch, where }: ChangeTarget,
  change: Change,
  { store, gate, resolution, among, companion = resolution.sought }: ChangeRooms,
): Promise<Write> {
  const current = await store.read(type, id);
  checkIfMatch(ifMatch, current, type, id, place);
  const { body } = versionAnswer(current, `${type}/${id}`);
  const breathe = createBreathe();
  const resource = parseJson(body as string) as Resource;
  await breathe();
  const result = bodyOf(await change(resource, breathe), type);
  checkBodyId(result.id, id, type);
  const assigned = resolution.rewrite(result, type, among);
  await breathe();
  return {
    kind: 'update',
    method,
    place,
    draft: await admit(result, id, gate, { assigned, among: companion }),
    basedOn: (current as StoredVersion).versionId,
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(where ? { where, idGiven: true } : {}),
  };
}

/** What is wrong with the stored resource after a change is told at the entry that asked for the change. */
function withPlace({ status, issues, headers }: FhirError, place: string): FhirError {
  const placed = issues.map((issue) => {
    const { expression = '', diagnostics } = issue;
    if (expression.startsWith(place)) return issue;
    return {
      ...issue,
      expression: place,
      diagnostics: expression ? `${expression}: ${diagnostics}` : diagnostics,
    };
  });
  return new FhirError(status, placed, headers);
}
