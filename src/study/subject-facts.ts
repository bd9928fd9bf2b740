import type { Resource } from '#fhir/resource.ts';
import { type Dose, readDoses } from '#study/doses.ts';
import { type Extension, extension, trialExtension } from '#study/extension.ts';
import type { Study } from '#study/load-study.ts';
import { resourcesOf, type SubjectBundle, versionedReference } from '#study/subject-bundle.ts';

/** What the report needs to know about one subject besides the outcomes. */
export interface SubjectFacts {
  subject: string;
  /** The trial's own subject identifier, e.g. `EXO-017`; the patient id when there is none. */
  usubjid: string;
  status: string;
  /** Version of the ResearchSubject that was read. */
  version: string | null;
  assignedArm: string | null;
  actualArm: string | null;
  randomisedAt: string | null;
  withdrawalReason: string | null;
  doses: Dose[];
  firstDose: string | null;
  /** Version of the administration that is the first dose. */
  anchorVersion: string | null;
  /** Local day from which days are counted: first completed dose, else randomisation. */
  dayZero: number | null;
  majorDeviations: string[];
  /** The bundle carries the tag of synthetic data. */
  synthetic: boolean;
}

interface Concept {
  coding?: { system?: string; code?: string; display?: string }[];
  text?: string;
}

function conceptText(concept: Concept | undefined): string | null {
  return concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code ?? null;
}

function assignedArm(subject: Resource | undefined, study: Study): string | null {
  const { arms } = study.plan;
  const byName = arms.find((arm) => arm.name === subject?.assignedArm);
  return byName?.code ?? null;
}

/** The subject's place in this study; a patient may be a subject of other studies too. */
function enrolmentOf({ subject, bundle }: SubjectBundle, study: Study): Resource | undefined {
  const refersTo = (element: unknown) => (element as { reference?: string } | undefined)?.reference;
  return resourcesOf(bundle, 'ResearchSubject').find(
    (resource) => refersTo(resource.individual) === subject && refersTo(resource.study) === study.plan.study,
  );
}

function actualArm(doses: readonly Dose[], study: Study): string | null {
  const given = new Set(doses.filter((dose) => dose.status === 'completed').map((dose) => dose.product));
  return study.plan.actualArm.find((rule) => given.has(rule.product))?.arm ?? null;
}

function majorDeviations(subject: SubjectBundle, study: Study): string[] {
  const url = trialExtension(study.plan.canonicalBase, 'protocol-deviation');
  return (subject.bundle.entry ?? [])
    .flatMap(({ resource }) => (resource?.extension ?? []) as Extension[])
    .filter((deviation) => deviation.url === url && extension(deviation, 'major')?.valueBoolean === true)
    .map((deviation) => {
      const kind = extension(deviation, 'kind')?.valueCoding as
        | { code?: string; display?: string }
        | undefined;
      return kind?.display ?? kind?.code ?? 'kind not recorded';
    });
}

function isSynthetic(subject: SubjectBundle, study: Study): boolean {
  const { system, code } = study.plan.syntheticData.tag;
  return (subject.bundle.entry ?? []).some(({ resource }) =>
    (resource?.meta?.tag as { system?: string; code?: string }[] | undefined)?.some(
      (tag) => tag.system === system && tag.code === code,
    ),
  );
}

/** Reads one subject's place in the trial from the resources of the bundle. */
export function readSubjectFacts(subject: SubjectBundle, study: Study): SubjectFacts {
  const { canonicalBase, identifierSystem } = study.plan;
  const enrolment = enrolmentOf(subject, study);
  const patient = resourcesOf(subject.bundle, 'Patient').find(
    (resource) => `Patient/${resource.id}` === subject.subject,
  );
  const identifiers = [patient, enrolment].flatMap(
    (resource) => (resource?.identifier ?? []) as { system?: string; value?: string }[],
  );
  const doses = readDoses(subject, study);
  const first = doses.find((dose) => dose.status === 'completed');
  const firstDose = first?.effective ?? null;
  const randomisedAt = extension(enrolment, trialExtension(canonicalBase, 'randomised-at'))?.valueDateTime;
  const anchor = firstDose ?? (randomisedAt as string | undefined) ?? null;
  const withdrawal = extension(enrolment, trialExtension(canonicalBase, 'withdrawal-reason'));
  return {
    subject: subject.subject,
    usubjid:
      identifiers.find(({ system }) => system === identifierSystem)?.value ??
      subject.subject.replace('Patient/', ''),
    status: String(enrolment?.status ?? 'unknown'),
    version: enrolment ? versionedReference(enrolment) : null,
    assignedArm: assignedArm(enrolment, study),
    actualArm: actualArm(doses, study),
    randomisedAt: (randomisedAt as string | undefined) ?? null,
    withdrawalReason: conceptText(withdrawal?.valueCodeableConcept as Concept | undefined),
    doses,
    firstDose,
    anchorVersion: first?.version ?? null,
    dayZero: anchor === null ? null : study.calendar.dayOf(anchor),
    majorDeviations: majorDeviations(subject, study),
    synthetic: isSynthetic(subject, study),
  };
}
