import type { Resource } from '#fhir/resource.ts';
import { coded, quantity, TERMINOLOGY } from '../coded.ts';
import { studyLink } from '../study-links.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';
import type { Reference } from '../transaction.ts';
import type { DoseCourse } from '../visit-course.ts';

export const INTRAVENOUS = coded('http://snomed.info/sct', '47625008', 'Intravenous route');
export const VIAL = quantity('1', '{vial}');

/** One product at one dose visit: given, or not done with the reason. */
export function writeMedicationAdministration(
  { trial, course, patient }: SubjectRecord,
  dose: DoseCourse,
  visit: { code: string; encounter: Reference },
  request: Reference,
): Resource {
  const { names, design } = trial;
  const key = `${course.id}.D${dose.number}.${dose.product.code}`;
  return syntheticResource(trial, 'exo-medication-administration', {
    resourceType: 'MedicationAdministration',
    extension: [{ url: names.structure('dose-number'), valuePositiveInt: dose.number }, studyLink(trial)],
    identifier: [{ system: names.identifier('dose'), value: key }],
    instantiates: [names.activity(design.schedule.doseActivity)],
    status: dose.missed ? 'not-done' : 'completed',
    ...(dose.missed ? { statusReason: [{ text: dose.missed }] } : {}),
    category: coded(`${TERMINOLOGY}/medication-admin-category`, 'outpatient', 'Outpatient'),
    medicationReference: { reference: dose.lot },
    subject: patient,
    context: visit.encounter,
    effectiveDateTime: siteTime(trial, dose.time),
    performer: [{ actor: { reference: design.references.investigator } }],
    request,
    ...(dose.missed
      ? {}
      : {
          dosage: { text: 'IV bolus', route: INTRAVENOUS, method: { text: 'bolus injection' }, dose: VIAL },
        }),
  });
}
