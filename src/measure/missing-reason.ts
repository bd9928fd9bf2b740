import type { Result } from '#measure/read-result.ts';
import type { SubjectOutcome } from '#measure/subject-outcome.ts';
import type { Study } from '#study/load-study.ts';
import type { SubjectFacts } from '#study/subject-facts.ts';

const ANALYSABLE = new Set(['final', 'amended', 'corrected']);

/** Why a reported result near the timepoint was not a candidate; null when nothing is wrong with it by itself. */
function fault(result: Result): string | null {
  if (result.absentReason) return `no value (${result.absentReason})`;
  if (!ANALYSABLE.has(result.status)) return `result is ${result.status}`;
  if (result.refused) return 'value not convertible';
  return null;
}

function missingBaseline(results: readonly Result[]): string {
  const early = results.filter((result) => result.day !== null && result.day <= 0);
  const faults = early.flatMap((result) => fault(result) ?? []);
  if (faults.length > 0) return faults[0]!;
  return early.length > 0 ? 'only outside the window, after the first dose or not eligible' : 'no result';
}

function missingFollowUp(
  outcome: Pick<SubjectOutcome, 'results' | 'anyTimeFollowUp'>,
  facts: SubjectFacts,
  study: Study,
): string {
  const { low, high } = study.schedule.visits.get(study.plan.timepoints.followUp.visit)!;
  const inWindow = outcome.results.filter(({ day }) => day !== null && day >= low && day <= high);
  if (inWindow.length > 0)
    return inWindow.map(fault).find((found) => found !== null) ?? 'result not eligible';
  const outside = outcome.anyTimeFollowUp.chosen;
  if (outside) return `outside the window (day ${outside.day})`;
  if (facts.status === 'withdrawn') return `withdrawn (${facts.withdrawalReason ?? 'reason not recorded'})`;
  return 'no result';
}

/** Why the subject is not in the analysis of this outcome, as words for the report; null for one who is. */
export function missingReason(
  outcome: Omit<SubjectOutcome, 'reason'>,
  facts: SubjectFacts,
  study: Study,
): string | null {
  const { baseline, followUp } = study.plan.timepoints;
  if (!outcome.inInitialPopulation) return 'not randomised';
  if (!outcome.baseline.chosen) return `${baseline.label}: ${missingBaseline(outcome.results)}`;
  if (!outcome.followUp.chosen) return `${followUp.label}: ${missingFollowUp(outcome, facts, study)}`;
  if (outcome.inMeasurePopulation && !outcome.excluded) return null;
  if (outcome.flags.includes('approximate-unit-basis')) return 'unit basis converted approximately';
  if (outcome.flags.includes('assay-class-differs')) return 'assay class differs between the visits';
  return 'excluded by the measure';
}
