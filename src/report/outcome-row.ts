import type { ArmAnalysis, ArmComparison } from '#measure/analyse-pairs.ts';
import { primaryEstimate } from '#measure/primary-estimate.ts';
import { figure, interval, meanAndSd, NO_FIGURE, pValue } from '#report/format-figure.ts';
import type { ReportedOutcome } from '#report/outcome-report.ts';

/** The unit as people write it: annotations in braces lose the braces. */
export function displayUnit(unit: string): string {
  return unit.replace(/\{(\w+)\}/, ' $1').trim();
}

/** Decimals of means: one more than the analyte is reported with. */
export function displayDecimals(outcome: ReportedOutcome): number {
  return outcome.analyte.decimals + 1;
}

/** The cells of one arm, rounded for display. */
export function armCells(arm: ArmAnalysis, outcome: ReportedOutcome) {
  const decimals = displayDecimals(outcome);
  const ratio = arm.geometricChange;
  return {
    n: String(arm.n),
    baseline: meanAndSd(arm.baseline, decimals),
    followUp: meanAndSd(arm.followUp, decimals),
    change: meanAndSd(arm.change, decimals),
    changeCi: interval(arm.change.ci, decimals),
    geometricChange: ratio?.estimable ? `${figure(ratio.ratio, 2)} (${interval(ratio.ci, 2)})` : null,
  };
}

/** The cells of one comparison, rounded for display. */
export function comparisonCells(
  comparison: ArmComparison,
  pAdjusted: number | null,
  outcome: ReportedOutcome,
) {
  const decimals = displayDecimals(outcome);
  const estimate = primaryEstimate(comparison);
  const places = estimate?.scale === 'ratio' ? 2 : decimals;
  const { welch, mannWhitney, hedgesG } = comparison;
  return {
    method: comparison.primary === 'ancova-log' ? 'ratio of geometric means' : 'adjusted difference',
    estimate: estimate ? figure(estimate.value, places) : NO_FIGURE,
    ci: estimate ? interval(estimate.ci, places) : NO_FIGURE,
    p: pValue(estimate?.p),
    pAdjusted: pValue(pAdjusted),
    welch: welch.estimable
      ? `${figure(welch.estimate, decimals)} (${interval(welch.ci, decimals)}), p ${pValue(welch.p)}`
      : NO_FIGURE,
    mannWhitney: mannWhitney.estimable
      ? `p ${pValue(mannWhitney.p)}${mannWhitney.on === 'follow-up' ? ' (ranks of the follow-up value)' : ''}`
      : NO_FIGURE,
    hedgesG: hedgesG.estimable ? `${figure(hedgesG.g, 2)} (${interval(hedgesG.ci, 2)})` : NO_FIGURE,
  };
}
