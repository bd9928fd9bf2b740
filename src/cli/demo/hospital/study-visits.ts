import type { CohortDesign } from './cohort-design.ts';

/** A visit of the schedule; days are counted from the visit that the others relate to (Day 0). */
export interface StudyVisit {
  code: string;
  title: string;
  /** Undefined for the anchor itself and for visits without a target day. */
  target?: number;
  window?: { low: number; high: number };
  /** Blood samples and questionnaire are taken here. */
  outcomes: boolean;
  /** Running number of the dose given here. */
  dose?: number;
}

interface Action {
  id?: string;
  title: string;
  definitionCanonical?: string;
  code?: { coding: { code: string }[] }[];
  relatedAction?: {
    actionId: string;
    offsetDuration?: { value: number };
    extension?: { url: string; valueRange?: { low: { value: number }; high: { value: number } } }[];
  }[];
  action?: Action[];
}

/** A PlanDefinition as far as it is read here. */
export interface ScheduleResource {
  action: Action[];
}

/** The scheduled visits of a PlanDefinition, in its order; visits without any timing but the anchor are left out. */
export function studyVisits(
  schedule: ScheduleResource,
  { doseActivity, outcomeActivity }: CohortDesign['schedule'],
): StudyVisit[] {
  const anchor = schedule.action.flatMap((action) => action.relatedAction ?? [])[0]?.actionId;
  let doses = 0;
  return schedule.action
    .filter((action) => action.relatedAction || action.id === anchor)
    .map((action) => {
      const related = action.relatedAction?.[0];
      const range = related?.extension?.find((extension) => extension.valueRange)?.valueRange;
      const does = (activity: string) =>
        (action.action ?? []).some((step) => step.definitionCanonical?.endsWith(`/${activity}`));
      return {
        code: action.code![0]!.coding[0]!.code,
        title: action.title,
        outcomes: does(outcomeActivity),
        ...(does(doseActivity) ? { dose: ++doses } : {}),
        ...(related?.offsetDuration ? { target: related.offsetDuration.value } : {}),
        ...(range ? { window: { low: range.low.value, high: range.high.value } } : {}),
      };
    });
}
