import type { Resource } from '#fhir/resource.ts';
import type { Study } from '#study/load-study.ts';
import {
  localReference,
  resourcesOf,
  type SubjectBundle,
  versionedReference,
} from '#study/subject-bundle.ts';

/** One product at one dose visit, given or not. */
export interface Dose {
  id: string;
  version: string;
  status: string;
  product: string | null;
  lot: string | null;
  effective: string | null;
  /** Local calendar day, see StudyCalendar. */
  day: number | null;
}

interface Concept {
  coding?: { system?: string; code?: string; display?: string }[];
  text?: string;
}

function medicationOf(dose: Resource, subject: SubjectBundle, study: Study): Resource | undefined {
  const reference = (dose.medicationReference as { reference?: string } | undefined)?.reference;
  if (!reference) return undefined;
  const contained = (dose.contained as Resource[] | undefined)?.find(
    (resource) => `#${resource.id}` === reference,
  );
  if (contained) return contained;
  const [type, id] = reference.split('/').slice(-2);
  const inBundle = resourcesOf(subject.bundle, 'Medication').find((medication) => medication.id === id);
  return inBundle ?? study.resources.get(`${type}/${id}`);
}

function readDose(administration: Resource, subject: SubjectBundle, study: Study): Dose {
  const medication = medicationOf(administration, subject, study);
  const concept = (administration.medicationCodeableConcept ?? medication?.code) as Concept | undefined;
  const period = administration.effectivePeriod as { start?: string } | undefined;
  const effective = (administration.effectiveDateTime as string | undefined) ?? period?.start ?? null;
  const system = study.plan.codeSystems.product;
  return {
    id: localReference(administration),
    version: versionedReference(administration),
    status: String(administration.status),
    product: concept?.coding?.find((coding) => coding.system === system)?.code ?? null,
    lot: (medication?.batch as { lotNumber?: string } | undefined)?.lotNumber ?? null,
    effective,
    day: effective === null ? null : study.calendar.dayOf(effective),
  };
}

/** The subject's doses in time order, completed or not; entered-in-error left out. */
export function readDoses(subject: SubjectBundle, study: Study): Dose[] {
  return resourcesOf(subject.bundle, 'MedicationAdministration')
    .filter((dose) => dose.status !== 'entered-in-error')
    .map((dose) => readDose(dose, subject, study))
    .sort(
      (a, b) => Date.parse(a.effective ?? '') - Date.parse(b.effective ?? '') || a.id.localeCompare(b.id),
    );
}
