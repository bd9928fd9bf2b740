import type { Result } from '#measure/read-result.ts';
import type { SelectionRule } from '#study/analysis-plan.ts';
import type { Choice } from '#study/select-candidate.ts';

/** The value of one timepoint with everything that led to it. */
export interface Selection {
  chosen: Result | null;
  /** Rule of the analysis plan and the step of it that decided. */
  rule: SelectionRule;
  decidedBy: Choice<Result>['decidedBy'];
  /** All candidates, by `Type/id/_history/version`. */
  candidates: string[];
}

export type Flag =
  | 'anchor-is-randomisation'
  | 'baseline-below-limit'
  | 'follow-up-below-limit'
  | 'approximate-unit-basis'
  | 'assay-class-differs';

/** One subject in one outcome. */
export interface SubjectOutcome {
  subject: string;
  usubjid: string;
  arm: string | null;
  baseline: Selection;
  followUp: Selection;
  /** Nearest value whatever the window, for the sensitivity run. */
  anyTimeFollowUp: Selection;
  inInitialPopulation: boolean;
  inMeasurePopulation: boolean;
  excluded: boolean;
  /** Why the subject is not analysed; null for one who is. */
  reason: string | null;
  change: number | null;
  flags: Flag[];
  /** Every reported result of the analyte, selected or not. */
  results: Result[];
  /** Versions that the evaluation rests on. */
  evaluated: string[];
}
