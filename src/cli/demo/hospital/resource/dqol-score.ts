import type { Resource } from '#fhir/resource.ts';
import { coded, quantity, TERMINOLOGY } from '../coded.ts';
import type { OutcomeCourse } from '../outcome-course.ts';
import { DQOL_SCORING, scoreDqol } from '../score-dqol.ts';
import { studyLink, visitLink } from '../study-links.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';
import type { Reference } from '../transaction.ts';
import type { VisitCourse } from '../visit-course.ts';

/** The score of a questionnaire response, computed from its answers, with one component a scale. */
export function writeDqolScore(
  { trial, course, patient }: SubjectRecord,
  { visit }: VisitCourse,
  { questionnaire: time, answers }: OutcomeCourse,
  links: { encounter: Reference; response: Reference },
): Resource {
  const { names, design, analytes, questionnaire } = trial;
  const { system, code, name, canonicalUnit, decimals } = analytes.find(
    ({ key }) => key === design.scoredBy,
  )!;
  const { total, scales, missingItems } = scoreDqol(answers);
  const scored = (score: number | undefined) =>
    score === undefined
      ? { dataAbsentReason: coded(`${TERMINOLOGY}/data-absent-reason`, 'unknown', 'Unknown') }
      : { valueQuantity: quantity(score.toFixed(decimals), canonicalUnit) };
  return syntheticResource(trial, 'exo-dqol-score', {
    resourceType: 'Observation',
    extension: [
      studyLink(trial),
      visitLink(trial, visit.code),
      {
        url: names.structure('dqol-scoring'),
        extension: [
          { url: 'version', valueString: DQOL_SCORING },
          { url: 'missingItems', valueUnsignedInt: missingItems },
        ],
      },
    ],
    identifier: [{ system: names.identifier('score'), value: `${course.id}.${visit.code}.${code}` }],
    status: 'final',
    category: [coded(`${TERMINOLOGY}/observation-category`, 'survey', 'Survey')],
    code: coded(system, code, name),
    subject: patient,
    encounter: links.encounter,
    effectiveDateTime: siteTime(trial, time),
    ...scored(total),
    derivedFrom: [links.response],
    component: questionnaire.scales.map(({ key, code: scale }) => ({
      code: { coding: [scale] },
      ...scored(scales.get(key)),
    })),
  });
}
