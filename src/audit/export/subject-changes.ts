import type { CompartmentDefinition, Definitions } from '#conformance/definitions.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import { createBreathe } from '#interaction/breathe.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { inCompartment, typesOf } from '#search/search-scope.ts';
import type { HistoryVersion, ResourceStore } from '#storage/resource-store.ts';
import { all, whoChanged, whyChanged } from './change-sources.ts';
import { elementChanges } from './element-changes.ts';
import type { SubjectChange } from './subject-change.ts';

/** Versions read at once. */
const AT_ONCE = 200;

/** The trail itself is no part of the record that it tells of. */
const TRAIL = new Set(['AuditEvent', 'Provenance']);

/** What the trail of a subject is read from. */
export interface SubjectTrailRooms {
  /** What may be shown. */
  store: Pick<ResourceStore, 'search' | 'history'>;
  /** Where AuditEvents and Provenances are, which tell who and why of what may be shown. */
  trail: Pick<ResourceStore, 'search'>;
  definitions: Definitions;
  context: SearchContext;
}

/**
 * Every version of every resource of a patient's record, in the order of time. What was deleted, or went into another
 * record, is found by the AuditEvents that name the patient.
 */
export async function subjectChanges(patient: string, rooms: SubjectTrailRooms): Promise<SubjectChange[]> {
  const { store, trail } = rooms;
  const who = await whoChanged(patient, trail);
  const resources = await recordOf(patient, who.keys(), rooms);
  const why = await whyChanged(resources, trail);
  const breathe = createBreathe();
  const changes: SubjectChange[] = [];
  for (const { type, id } of resources) {
    let before: Resource | undefined;
    for await (const version of versions(type, id, store)) {
      await breathe();
      const after = version.text === undefined ? undefined : (parseJson(version.text) as Resource);
      const reference = `${type}/${id}/_history/${version.versionId}`;
      const because = why.get(reference);
      changes.push({
        time: version.lastUpdated,
        action: after === undefined ? 'delete' : version.creates ? 'create' : 'update',
        resource: `${type}/${id}`,
        version: version.versionId,
        ...who.get(reference),
        ...(because === undefined ? {} : { why: because }),
        elements: after ? elementChanges(before, after) : [],
      });
      before = after;
    }
  }
  return changes.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** The resources that are in the record, and those that events tell were in it. */
async function recordOf(
  patient: string,
  told: Iterable<string>,
  { store, definitions, context }: SubjectTrailRooms,
): Promise<{ type: string; id: string }[]> {
  const compartment = definitions.compartments.find(
    ({ code }) => code === 'Patient',
  ) as CompartmentDefinition;
  const found = new Map<string, { type: string; id: string }>();
  const add = (type: string, id: string) => {
    if (!TRAIL.has(type)) found.set(`${type}/${id}`, { type, id });
  };
  for (const type of typesOf(compartment)) {
    if (TRAIL.has(type)) continue;
    for await (const text of all(type, inCompartment(type, compartment, [patient], context), store))
      add(type, (JSON.parse(text) as { id: string }).id);
  }
  for (const version of told) {
    const [type, id] = version.split('/');
    if (type && id) add(type, id);
  }
  return [...found.values()];
}

async function* versions(
  type: string,
  id: string,
  store: Pick<ResourceStore, 'history'>,
): AsyncGenerator<HistoryVersion> {
  for (let after: number | undefined, more = true; more; more = after !== undefined) {
    const place = after === undefined ? {} : { after };
    const page = await store.history({ type, id, oldestFirst: true, count: AT_ONCE, ...place });
    yield* page.versions;
    after = page.next;
  }
}
