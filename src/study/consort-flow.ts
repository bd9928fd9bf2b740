import { doseVisitsGiven } from '#study/analysis-sets.ts';
import type { Study } from '#study/load-study.ts';
import type { SubjectFacts } from '#study/subject-facts.ts';

/** Counts by a reason in words. */
export type ReasonCounts = Record<string, number>;

export interface ArmFlow {
  arm: string;
  label: string;
  allocated: number;
  receivedDose: number;
  notDosed: number;
  completedAllDoseVisits: number;
  discontinued: number;
  discontinuedReasons: ReasonCounts;
}

/** Flow of participants (CONSORT 2010 items 13a and 13b), as far as the resources tell. */
export interface ConsortFlow {
  assessed: number;
  notRandomised: number;
  notRandomisedReasons: ReasonCounts;
  randomised: number;
  arms: ArmFlow[];
}

/** Statuses in which a subject left before the end of the study. */
const LEFT_EARLY = new Set(['withdrawn']);

export function countReasons(reasons: readonly string[]): ReasonCounts {
  const counts: ReasonCounts = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** Counts the flow: assessed = not randomised + randomised, randomised = sum of allocated. */
export function consortFlow(subjects: readonly SubjectFacts[], study: Study): ConsortFlow {
  const outside = subjects.filter((facts) => facts.assignedArm === null);
  const arms = study.plan.arms.map(({ code, label }) => {
    const allocated = subjects.filter((facts) => facts.assignedArm === code);
    const left = allocated.filter((facts) => LEFT_EARLY.has(facts.status));
    const dosed = allocated.filter((facts) => facts.firstDose !== null);
    return {
      arm: code,
      label,
      allocated: allocated.length,
      receivedDose: dosed.length,
      notDosed: allocated.length - dosed.length,
      completedAllDoseVisits: dosed.filter(
        (facts) => doseVisitsGiven(facts, study) === study.plan.doseVisits.length,
      ).length,
      discontinued: left.length,
      discontinuedReasons: countReasons(left.map((facts) => facts.withdrawalReason ?? 'reason not recorded')),
    };
  });
  return {
    assessed: subjects.length,
    notRandomised: outside.length,
    notRandomisedReasons: countReasons(outside.map((facts) => facts.status)),
    randomised: subjects.length - outside.length,
    arms,
  };
}
