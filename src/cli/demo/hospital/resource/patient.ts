import type { Resource } from '#fhir/resource.ts';
import { coded, TERMINOLOGY } from '../coded.ts';
import type { SubjectCourse } from '../subject-course.ts';
import { syntheticResource } from '../synthetic-resource.ts';
import type { TrialData } from '../trial-data.ts';

/** The pseudonymous Patient: subject number, gender and year of birth, nothing else. */
export function writePatient(trial: TrialData, { id, gender, birthYear }: SubjectCourse): Resource {
  return syntheticResource(trial, 'exo-pseudonymous-patient', {
    resourceType: 'Patient',
    meta: {
      security: [{ system: `${TERMINOLOGY}/v3-ObservationValue`, code: 'PSEUDED', display: 'pseudonymized' }],
    },
    identifier: [
      {
        use: 'official',
        type: coded(`${TERMINOLOGY}/v2-0203`, 'ANON', 'Anonymous identifier'),
        system: trial.names.identifier('subject'),
        value: id,
      },
    ],
    active: true,
    gender,
    birthDate: String(birthYear),
  });
}
