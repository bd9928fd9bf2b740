import type { Resource } from '#fhir/resource.ts';
import { coded, TERMINOLOGY } from '../coded.ts';
import { later } from '../local-time.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';
import type { Reference } from '../transaction.ts';
import type { VisitCourse } from '../visit-course.ts';

const DISPLAYS: Record<string, string> = {
  mild: 'Mild',
  moderate: 'Moderate',
  severe: 'Severe',
  resolved: 'Resolved',
};

/** An adverse event after a dose; `suspects` are the doses that may have caused it. */
export function writeAdverseEvent(
  { trial, course, patient }: SubjectRecord,
  event: VisitCourse['adverseEvents'][number],
  visit: { code: string; encounter: Reference },
  suspects: Reference[],
): Resource {
  const { names, design } = trial;
  const list = (name: string, code: string) =>
    coded(`${TERMINOLOGY}/adverse-event-${name}`, code, DISPLAYS[code] ?? code);
  return syntheticResource(trial, 'exo-adverse-event', {
    resourceType: 'AdverseEvent',
    ...(event.serious
      ? {
          extension: [
            { url: names.structure('seriousness-criteria'), valueCodeableConcept: { text: event.serious } },
          ],
        }
      : {}),
    identifier: { system: names.identifier('ae'), value: `${course.id}.${visit.code}.1` },
    actuality: 'actual',
    event: { text: event.text },
    subject: patient,
    encounter: visit.encounter,
    date: siteTime(trial, event.onset),
    recordedDate: siteTime(trial, later(event.onset, 40)),
    seriousness: list('seriousness', event.serious ? 'Serious' : 'Non-serious'),
    severity: list('severity', event.severity),
    outcome: list('outcome', event.outcome),
    suspectEntity: suspects.map((instance) => ({
      instance,
      causality: [{ assessment: list('causality-assess', event.causality) }],
    })),
    study: [{ reference: design.references.study }],
  });
}
