import { changesCsv } from '#audit/export/changes-csv.ts';
import { type SubjectTrailRooms, subjectChanges } from '#audit/export/subject-changes.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { checkId } from '#interaction/admit.ts';
import { type Answer, versionAnswer } from '#interaction/answer.ts';
import { parseSearch } from '#search/parse-search.ts';
import { searchError } from '#search/search-error.ts';
import type { ResourceStore } from '#storage/resource-store.ts';

/** The path of the OperationDefinition in profiles/, behind the canonical base. */
export const AUDIT_TRAIL = 'OperationDefinition/audit-trail';

/** What the trail of a subject needs. */
export interface AuditTrailRooms extends Omit<SubjectTrailRooms, 'store' | 'trail'> {
  store: ResourceStore;
  /** The store as it is, in which AuditEvents and Provenances are for who may not search them as well. */
  trailStore: Pick<ResourceStore, 'search'>;
}

const OUTPUTS = ['json', 'csv'] as const;

/**
 * `Patient/[id]/$audit-trail?output=json|csv`, and the same of a ResearchSubject: every change of the subject's record in
 * the manner of 21 CFR 11.10(e): who, when, which element, the value before and after, and why. Throws 404 for a patient
 * that never was.
 */
export async function auditTrail(
  { type, id, query }: { type: string; id: string; query: string },
  { store, trailStore, definitions, context }: AuditTrailRooms,
): Promise<Answer> {
  checkId(id);
  const output = readOutput(query);
  const patient = type === 'Patient' ? id : await patientOf(id, store);
  // A patient that was deleted has a trail still.
  if (!(await store.read('Patient', patient))) versionAnswer(undefined, `Patient/${patient}`);
  const changes = await subjectChanges(patient, { store, trail: trailStore, definitions, context });
  if (output === 'csv')
    return { status: 200, headers: {}, contentType: 'text/csv; charset=utf-8', body: changesCsv(changes) };
  const body = JSON.stringify({ subject: `Patient/${patient}`, changes });
  return { status: 200, headers: {}, contentType: 'application/json; charset=utf-8', body };
}

async function patientOf(id: string, store: ResourceStore): Promise<string> {
  const { body } = versionAnswer(await store.read('ResearchSubject', id), `ResearchSubject/${id}`);
  const { individual } = parseJson(body as string) as { individual?: { reference?: string } };
  const [, patient] = /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(individual?.reference ?? '') ?? [];
  if (patient !== undefined) return patient;
  throw refuse(422, 'business-rule', `ResearchSubject/${id} names no Patient`, {
    expression: 'ResearchSubject.individual',
    source: AUDIT_TRAIL,
  });
}

function readOutput(query: string): (typeof OUTPUTS)[number] {
  let output: (typeof OUTPUTS)[number] = 'json';
  for (const { name, value } of parseSearch(query)) {
    const found = OUTPUTS.find((one) => one === value);
    if (name === 'output' && found) output = found;
    else if (name !== '_format' && name !== '_pretty')
      throw searchError(
        `'${name}=${value.slice(0, 40)}' is no parameter of $audit-trail; expected output=${OUTPUTS.join('|')}`,
        AUDIT_TRAIL,
      );
  }
  return output;
}
