import { FhirError, type Issue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { draftOf, type Gate } from '#interaction/admit.ts';
import { createBreathe } from '#interaction/breathe.ts';
import { fullUrls, identify } from '#interaction/bundle/identify.ts';
import { parseEntry } from '#interaction/bundle/parse-entry.ts';
import { PreparedWrites, type WriteRooms } from '#interaction/bundle/prepared-writes.ts';
import { ReferenceResolution } from '#interaction/reference/reference-resolution.ts';
import type { Transaction } from '#storage/resource-store.ts';

/** What telling of the record needs. */
export interface RecordIssueRooms extends WriteRooms {
  /** The rules over what the trial holds of each subject, if it has any. */
  recordRules: () => { tell: (transaction: Transaction) => Promise<Issue[]> } | undefined;
}

const NOTHING = { reads: [], representation: false };

/**
 * What the rules over the record of a subject have to say of a resource, or of the resources of a batch or transaction,
 * if it were written. Rewrites references in place, as the write does. `id` is that of the URL.
 */
export async function recordIssues(
  resource: Resource,
  id: string,
  rooms: RecordIssueRooms,
): Promise<Issue[]> {
  const rules = rooms.recordRules();
  if (rules === undefined) return [];
  const isBundle = resource.resourceType === 'Bundle';
  if (isBundle && resource.type !== 'transaction' && resource.type !== 'batch') return [];
  try {
    return await rules.tell(isBundle ? await ofBundle(resource, rooms) : ofResource(resource, id, rooms));
  } catch (error) {
    // What cannot be carried out for another reason is for the write to refuse.
    if (error instanceof FhirError && error.status < 500) return [];
    throw error;
  }
}

function ofResource(resource: Resource, id: string, rooms: RecordIssueRooms): Transaction {
  const own = resource.id || id || rooms.newId();
  const resolution = new ReferenceResolution(rooms);
  const assigned = resolution.rewrite(resource, resource.resourceType);
  const draft = draftOf(resource, own, rooms.gate, assigned);
  const writes: Transaction['writes'] = [{ kind: 'update', method: 'PUT', place: '', draft }];
  return { ...NOTHING, writes, references: resolution.references };
}

async function ofBundle({ entry = [] }: Resource, rooms: RecordIssueRooms): Promise<Transaction> {
  const { baseUrl } = rooms.context;
  const entries = (entry as unknown[])
    .map((one, i) => parseEntry(one, i, baseUrl))
    .filter(({ method }) => method !== 'GET' && method !== 'HEAD');
  const breathe = createBreathe();
  const identified = [];
  for (const one of entries) identified.push(await identify(one, rooms));
  const gate: Gate = { ...rooms.gate, check: async () => [] };
  const prepared = new PreparedWrites(identified, fullUrls(identified), { ...rooms, gate });
  await prepared.prepare(breathe);
  return { ...NOTHING, ...(await prepared.withPatches(breathe)) };
}
