import type { Resource } from '#fhir/resource.ts';
import { coded, TERMINOLOGY } from '../coded.ts';
import { later } from '../local-time.ts';
import { studyLink, visitLink } from '../study-links.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';
import type { VisitCourse } from '../visit-course.ts';

/** Length of a visit in minutes, with and without samples. */
const LONG_VISIT = 300;
const SHORT_VISIT = 150;

/** The Encounter of one visit. */
export function writeEncounter({ trial, course, patient }: SubjectRecord, visit: VisitCourse): Resource {
  const { names, design } = trial;
  const { code, title } = visit.visit;
  return syntheticResource(trial, 'exo-visit', {
    resourceType: 'Encounter',
    extension: [studyLink(trial), visitLink(trial, code)],
    identifier: [{ system: names.identifier('visit'), value: `${course.id}.${code}` }],
    status: 'finished',
    class: { system: `${TERMINOLOGY}/v3-ActCode`, code: 'AMB', display: 'ambulatory' },
    type: [coded(names.codeSystem('exo-visit'), code, title)],
    subject: patient,
    period: {
      start: siteTime(trial, visit.arrival),
      end: siteTime(trial, later(visit.arrival, visit.outcomes ? LONG_VISIT : SHORT_VISIT)),
    },
    location: [{ location: { reference: design.references.location } }],
    serviceProvider: { reference: design.references.hospital },
  });
}
