import { assignLot } from './assign-lot.ts';
import type { Roles } from './assign-roles.ts';
import type { AdverseEventKind } from './cohort-design.ts';
import { clinicDay, dateText, type LocalTime, later } from './local-time.ts';
import { drawOutcomeCourse, type OutcomeCourse } from './outcome-course.ts';
import type { OutcomeValues } from './outcome-values.ts';
import type { Random } from './random.ts';
import type { StudyVisit } from './study-visits.ts';
import type { Arm, Coding, TrialData } from './trial-data.ts';

export interface VisitCourse {
  visit: StudyVisit;
  arrival: LocalTime;
  doses: DoseCourse[];
  outcomes?: OutcomeCourse;
  adverseEvents: (AdverseEventKind & { onset: LocalTime })[];
}

/** One product at one dose visit. */
export interface DoseCourse {
  number: number;
  product: Coding;
  lot: string;
  /** When it was given, or should have been. */
  time: LocalTime;
  /** Why it was not given. */
  missed?: string;
}

/** What is settled before the visits of a subject are drawn. */
export interface VisitPlan {
  /** Day 0 as day number. */
  day0: number;
  consented: LocalTime;
  arm: Arm;
  roles: Roles;
  values: Map<string, OutcomeValues>;
}

/** Draws one visit of one subject. */
export function drawVisitCourse(
  trial: TrialData,
  visit: StudyVisit,
  plan: VisitPlan,
  random: Random,
): VisitCourse {
  const { roles, values } = plan;
  const arrival = arrivalAt(trial.visits, visit, plan, random);
  const end = visit === trial.visits.at(-1);
  const outcomes = visit.outcomes ? drawOutcomeCourse(trial, end, roles, arrival, values, random) : undefined;
  // Where samples are taken the dose waits for the one after the meal.
  const doseTime = later(arrival, outcomes ? 200 + random.integer(0, 25) : 60 + random.integer(0, 40));
  const doses = visit.dose ? dosesOf(trial, visit.dose, plan, doseTime) : [];
  const adverseEvents = adverseEventsAfter(trial, doses, roles, random);
  return { visit, arrival, doses, ...(outcomes ? { outcomes } : {}), adverseEvents };
}

/** Screening is where consent is given; Day 0 is set; the others fall near their target or, if late, beyond the window. */
function arrivalAt(visits: StudyVisit[], visit: StudyVisit, plan: VisitPlan, random: Random): LocalTime {
  const { target, window } = visit;
  const minute = 6 * 60 + 40 + random.integer(0, 15);
  if (!window) return { day: plan.day0, minute };
  if (target === undefined) return later(plan.consented, -20);
  const turn = plan.roles.get('lateVisit');
  // The last visit of one subject, the one before it of the next.
  const late = turn !== undefined && visit === visits.at(-1 - (turn % 2));
  const jitter = Math.max(-5, Math.min(5, Math.round(2 * random.normal())));
  const offset = late ? window.high + random.integer(2, 6) : target + jitter;
  return { day: clinicDay(plan.day0 + offset), minute };
}

function dosesOf(
  { lots, design }: TrialData,
  number: number,
  { arm, roles }: VisitPlan,
  time: LocalTime,
): DoseCourse[] {
  const turn = roles.get('missedDose');
  // The first dose anchors the days of the trial; only the second or the third is missed.
  const missed = turn !== undefined && number === 2 + (turn % 2);
  const reason = missed ? { missed: design.missedDoseReasons[turn % design.missedDoseReasons.length]! } : {};
  return arm.products.map((product) => ({
    number,
    product,
    lot: assignLot(lots, product.code, dateText(time.day)),
    time,
    ...reason,
  }));
}

/** An event after the first dose for everyone of the role, and after the second for every third of them. */
function adverseEventsAfter(
  { design }: TrialData,
  doses: DoseCourse[],
  roles: Roles,
  random: Random,
): VisitCourse['adverseEvents'] {
  const given = doses.find(({ missed }) => missed === undefined);
  const turn = roles.get('adverseEvent');
  if (!given || turn === undefined) return [];
  if (given.number > (turn % 3 === 0 ? 2 : 1)) return [];
  const urn = design.adverseEvents.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
  return [{ ...random.pick(urn), onset: later(given.time, random.integer(5, 90)) }];
}
