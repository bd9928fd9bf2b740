import type { Roles } from './assign-roles.ts';
import type { Laboratory } from './cohort-design.ts';
import { drawDqolAnswers } from './dqol-answers.ts';
import { type LocalTime, later } from './local-time.ts';
import type { OutcomeValues } from './outcome-values.ts';
import type { Random } from './random.ts';
import { type ResultCourse, resultCourse } from './result-course.ts';
import type { TrialData } from './trial-data.ts';

/** Everything measured at one visit. */
export interface OutcomeCourse {
  fastingDraw: LocalTime;
  postMealDraw: LocalTime;
  questionnaire: LocalTime;
  laboratory: Laboratory;
  haemolysed: boolean;
  results: ResultCourse[];
  /** Questionnaire scale -> answers. */
  answers: Map<string, (number | undefined)[]>;
}

/** Draws the measurements of a visit; `end` tells the last visit of the trial from the baseline. */
export function drawOutcomeCourse(
  trial: TrialData,
  end: boolean,
  roles: Roles,
  arrival: LocalTime,
  values: Map<string, OutcomeValues>,
  random: Random,
): OutcomeCourse {
  const { design, analytes, questionnaire } = trial;
  const at = (key: string) => values.get(key)![end ? 'month3' : 'baseline'];
  const inBlood = analytes.filter(({ key }) => design.results[key]);
  const fastingDraw = later(arrival, 15 + random.integer(0, 10));
  return {
    fastingDraw,
    // Breakfast right after the fasting draw, then two hours.
    postMealDraw: later(fastingDraw, 135 + random.integer(0, 10)),
    questionnaire: later(fastingDraw, 60),
    laboratory: design.laboratories[end && roles.has('outsideLaboratory') ? 'outside' : 'own'],
    haemolysed: end && roles.has('haemolysed'),
    results: inBlood.map((analyte) => resultCourse(trial, analyte, at(analyte.key), end, roles)),
    answers: drawDqolAnswers(questionnaire, at(design.scoredBy), design.proportions.unansweredItem, random),
  };
}
