import { type Draw, firstRelease, secondRelease } from './draws.ts';
import { writeAdverseEvent } from './resource/adverse-event.ts';
import { writeConsent } from './resource/consent.ts';
import { writeDiagnosticReport } from './resource/diagnostic-report.ts';
import { writeDqolResponse } from './resource/dqol-response.ts';
import { writeDqolScore } from './resource/dqol-score.ts';
import { writeEncounter } from './resource/encounter.ts';
import { writeLaboratoryObservation } from './resource/laboratory-observation.ts';
import { writeMedicationAdministration } from './resource/medication-administration.ts';
import { writeMedicationRequest } from './resource/medication-request.ts';
import { type LifeCycle, writeResearchSubject } from './resource/research-subject.ts';
import { writeSpecimen } from './resource/specimen.ts';
import type { SubjectCourse } from './subject-course.ts';
import { openRecord, type SubjectRecord } from './subject-record.ts';
import type { Reference, TransactionBundle } from './transaction.ts';
import type { TrialData } from './trial-data.ts';
import type { VisitCourse } from './visit-course.ts';

/**
 * The transactions that the hospital sends about one subject, in the order of events: enrolment, one a visit,
 * second releases of the laboratory, and withdrawal. Each stands alone: what an earlier one made is
 * there again as a conditional create.
 */
export function subjectBundles(trial: TrialData, course: SubjectCourse, seed: number): TransactionBundle[] {
  const bundle = (write: (record: SubjectRecord) => void): TransactionBundle => {
    const record = openRecord(trial, course, seed);
    write(record);
    return record.transaction.bundle();
  };
  const visits = course.visits.flatMap((visit) => {
    const revised = secondRelease(trial, course, visit);
    return [
      bundle((record) => writeVisit(record, visit)),
      ...(revised.length > 0 ? [bundle((record) => writeDraws(record, visit, revised))] : []),
    ];
  });
  return [...visits, ...(course.left ? [bundle(writeWithdrawal)] : [])];
}

function writeVisit(record: SubjectRecord, visit: VisitCourse): void {
  const { trial, course, transaction } = record;
  const consent = transaction.create(writeConsent(record, 'active'));
  const status = lifeCycleAfter(record, visit);
  const subject = writeResearchSubject(record, status, consent);
  if (status === 'pending-on-study') transaction.create(subject);
  else transaction.update(subject);
  const encounter = transaction.create(writeEncounter(record, visit));
  writeDraws(record, visit, firstRelease(trial, course, visit));
  writeQuestionnaire(record, visit, encounter);
  writeDoses(record, visit, encounter);
}

/** Where the subject stands when the visit is over. */
function lifeCycleAfter({ trial }: SubjectRecord, { visit }: VisitCourse): LifeCycle {
  const doseVisits = trial.visits.filter(({ dose }) => dose !== undefined);
  if (visit === trial.visits.at(-1)) return 'off-study';
  if (visit === doseVisits.at(-1)) return 'follow-up';
  return visit.dose === undefined ? 'pending-on-study' : 'on-study-intervention';
}

function writeDraws(record: SubjectRecord, visit: VisitCourse, draws: Draw[]): void {
  const { transaction } = record;
  if (draws.length === 0) return;
  const encounter = transaction.create(writeEncounter(record, visit));
  for (const draw of draws) {
    const specimen = transaction.create(writeSpecimen(record, draw));
    const results = draw.results.map((release) => {
      const observation = writeLaboratoryObservation(record, visit, draw, release, { encounter, specimen });
      return release.revised ? transaction.update(observation) : transaction.create(observation);
    });
    const report = writeDiagnosticReport(record, draw, { encounter, specimen, results });
    if (draw.results.some(({ revised }) => revised)) transaction.update(report);
    else transaction.create(report);
  }
}

function writeQuestionnaire(record: SubjectRecord, visit: VisitCourse, encounter: Reference): void {
  const { outcomes } = visit;
  if (!outcomes) return;
  const response = record.transaction.create(writeDqolResponse(record, visit, outcomes, encounter));
  record.transaction.create(writeDqolScore(record, visit, outcomes, { encounter, response }));
}

function writeDoses(
  record: SubjectRecord,
  { visit, doses, adverseEvents }: VisitCourse,
  encounter: Reference,
): void {
  const { transaction } = record;
  const at = { code: visit.code, encounter };
  const suspects = doses.map((dose) => {
    const request = transaction.create(writeMedicationRequest(record, dose.product));
    return transaction.create(writeMedicationAdministration(record, dose, at, request));
  });
  for (const event of adverseEvents) transaction.create(writeAdverseEvent(record, event, at, suspects));
}

function writeWithdrawal(record: SubjectRecord): void {
  const consent = record.transaction.update(writeConsent(record, 'inactive'));
  record.transaction.update(writeResearchSubject(record, 'withdrawn', consent));
}
