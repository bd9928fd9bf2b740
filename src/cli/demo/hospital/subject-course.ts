import type { Roles } from './assign-roles.ts';
import { clinicDay, dateText, type LocalTime, later } from './local-time.ts';
import { drawOutcomeValues } from './outcome-values.ts';
import type { Random } from './random.ts';
import type { Arm, TrialData } from './trial-data.ts';
import { drawVisitCourse, type VisitCourse, type VisitPlan } from './visit-course.ts';

/** What one invented person goes through, as facts without FHIR. */
export interface SubjectCourse {
  id: string;
  gender: 'female' | 'male';
  birthYear: number;
  age: number;
  arm: Arm;
  consented: LocalTime;
  randomised: LocalTime;
  visits: VisitCourse[];
  /** Left before the last visit. */
  left?: { reason: { code: string; display: string }; day: number };
}

/** What the enrolment and the randomisation list decided about a subject. */
export interface Enrolled {
  id: string;
  /** Day 0 as day number. */
  day0: number;
  arm: Arm;
  roles: Roles;
}

/** Draws the whole course of one subject. */
export function drawSubjectCourse(trial: TrialData, enrolled: Enrolled, random: Random): SubjectCourse {
  const { id, day0, arm, roles } = enrolled;
  const [youngest, oldest] = trial.design.ageAtConsent;
  const consented = { day: clinicDay(day0 - random.integer(2, 8)), minute: 9 * 60 + random.integer(0, 120) };
  const age = random.integer(youngest, oldest);
  const plan: VisitPlan = { day0, consented, arm, roles, values: drawOutcomeValues(trial, arm.code, random) };
  const visits = attendedVisits(trial, roles).map((visit) => drawVisitCourse(trial, visit, plan, random));
  const firstDose = visits.flatMap(({ doses }) => doses)[0]!;
  const left = leaves(trial, roles, visits.at(-1)!, random);
  return {
    id,
    gender: random.pick(['female', 'male'] as const),
    // The birthday may still be to come in the year of consent.
    birthYear: Number(dateText(consented.day).slice(0, 4)) - age - random.integer(0, 1),
    age,
    arm,
    consented,
    randomised: later(firstDose.time, -10),
    visits,
    ...(left ? { left } : {}),
  };
}

/** All visits, or those up to the first or the second dose. */
function attendedVisits({ visits }: TrialData, roles: Roles) {
  const turn = roles.get('withdrawn');
  if (turn === undefined) return visits;
  return visits.slice(0, visits.findIndex(({ dose }) => dose === 1 + (turn % 2)) + 1);
}

function leaves(
  { design }: TrialData,
  roles: Roles,
  last: VisitCourse,
  random: Random,
): SubjectCourse['left'] {
  const turn = roles.get('withdrawn');
  if (turn === undefined) return undefined;
  return {
    reason: design.withdrawalReasons[turn % design.withdrawalReasons.length]!,
    day: clinicDay(last.arrival.day + random.integer(10, 25)),
  };
}
