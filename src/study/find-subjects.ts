import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import type { SubjectBundle } from './subject-bundle.ts';

/** What belongs to a subject: each type with the parameter that refers to the Patient. */
const RECORDS: [type: string, parameter: string][] = [
  ['ResearchSubject', 'individual'],
  ['Consent', 'patient'],
  ['Encounter', 'subject'],
  ['MedicationRequest', 'subject'],
  ['MedicationAdministration', 'subject'],
  ['Observation', 'subject'],
  ['QuestionnaireResponse', 'subject'],
  ['AdverseEvent', 'subject'],
];

/** Subjects asked for in one query of a type, so that the number of queries does not grow with each subject. */
const AT_ONCE = 100;
const PAGE = 1000;

interface Reading {
  store: ResourceStore;
  /** Awaited between resources, so that reading a large study holds nobody up. */
  breathe: () => Promise<void> | undefined;
}

/** All matches of a search with what its include adds, page after page. */
async function findAll(
  type: string,
  where: SearchExpression,
  { store, breathe }: Reading,
  include?: string,
): Promise<Resource[]> {
  const found: Resource[] = [];
  const includes = include
    ? [
        {
          reverse: false,
          sourceType: type,
          follows: [{ parameter: include, canonicalOf: [] }],
          iterate: false,
        },
      ]
    : [];
  let after: { sort: []; order: number } | undefined;
  do {
    const page = await store.search({
      targets: [{ type, where }],
      sort: [],
      includes,
      count: PAGE,
      total: false,
      includeLimit: PAGE * 10,
      ...(after ? { after } : {}),
    });
    for (const { text } of page.entries) {
      await breathe();
      found.push(parseJson(text) as Resource);
    }
    after = page.next ? { sort: [], order: page.next.order } : undefined;
  } while (after);
  return found;
}

const refersTo = (parameter: string, type: string, ids: string[]): SearchExpression => ({
  op: 'any',
  of: ids.map((id) => ({ op: 'reference', parameter, types: [type], id })),
});

/** The Patient that a resource is about. */
function patientOf(resource: Resource): string | undefined {
  if (resource.resourceType === 'Patient') return `Patient/${resource.id}`;
  const { individual, subject, patient } = resource as {
    individual?: unknown;
    subject?: unknown;
    patient?: unknown;
  };
  return ((individual ?? subject ?? patient) as { reference?: string } | undefined)?.reference;
}

/**
 * Every subject of a study with its resources as stored, in the order of the Patients' ids. The lots of the
 * products a subject was given are in its bundle too. One query a type for a hundred subjects.
 */
export async function findSubjects(studyId: string, reading: Reading): Promise<SubjectBundle[]> {
  const subjects = await findAll('ResearchSubject', refersTo('study', 'ResearchStudy', [studyId]), reading);
  const ids = [...new Set(subjects.flatMap((s) => patientOf(s)?.replace(/^Patient\//, '') ?? []))].sort();
  const records = new Map<string, Resource[]>(ids.map((id) => [`Patient/${id}`, []]));
  for (let i = 0; i < ids.length; i += AT_ONCE) await addRecords(ids.slice(i, i + AT_ONCE), records, reading);
  return [...records].map(([subject, resources]) => ({
    subject,
    bundle: { resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) },
  }));
}

async function addRecords(ids: string[], records: Map<string, Resource[]>, reading: Reading): Promise<void> {
  const lots = new Map<string, Resource>();
  const add = (resource: Resource) => records.get(patientOf(resource) ?? '')?.push(resource);
  for (const patient of await findAll('Patient', { op: 'id', ids }, reading)) add(patient);
  for (const [type, parameter] of RECORDS) {
    const include = type === 'MedicationAdministration' ? 'medication' : undefined;
    for (const resource of await findAll(type, refersTo(parameter, 'Patient', ids), reading, include)) {
      if (resource.resourceType === 'Medication') lots.set(`Medication/${resource.id}`, resource);
      else add(resource);
    }
  }
  for (const resources of records.values()) addLots(resources, lots);
}

function addLots(resources: Resource[], lots: Map<string, Resource>): void {
  const given = new Set(
    resources.map((r) => (r.medicationReference as { reference?: string } | undefined)?.reference),
  );
  for (const reference of given) {
    const lot = reference === undefined ? undefined : lots.get(reference);
    if (lot && !resources.includes(lot)) resources.push(lot);
  }
}
