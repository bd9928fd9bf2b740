import type { Resource } from '#fhir/resource.ts';
import type { OutcomeCourse } from '../outcome-course.ts';
import { studyLink, visitLink } from '../study-links.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';
import type { Reference } from '../transaction.ts';
import type { VisitCourse } from '../visit-course.ts';

/** The answers to the questionnaire at one visit; an item left out has no answer. */
export function writeDqolResponse(
  { trial, course, patient }: SubjectRecord,
  { visit }: VisitCourse,
  { questionnaire: authored, answers }: OutcomeCourse,
  encounter: Reference,
): Resource {
  const { names, questionnaire } = trial;
  const { system } = questionnaire.answers;
  return syntheticResource(trial, 'exo-dqol-response', {
    resourceType: 'QuestionnaireResponse',
    extension: [studyLink(trial), visitLink(trial, visit.code)],
    identifier: {
      system: names.identifier('questionnaire-response'),
      value: `${course.id}.${visit.code}.DQOL`,
    },
    questionnaire: questionnaire.canonical,
    status: 'completed',
    subject: patient,
    encounter,
    authored: siteTime(trial, authored),
    source: patient,
    item: questionnaire.scales.map(({ key, items }) => ({
      linkId: key,
      item: items.map((linkId, index) => {
        const level = answers.get(key)![index];
        return level === undefined
          ? { linkId }
          : { linkId, answer: [{ valueCoding: { system, code: String(level) } }] };
      }),
    })),
  });
}
