import { armLabel, armLegend } from '#report/html/arm-legend.ts';
import { html, type Markup, minus } from '#report/html/markup.ts';
import type { OutcomeReport, ReportedOutcome } from '#report/outcome-report.ts';
import { armCells, comparisonCells, displayUnit } from '#report/outcome-row.ts';

const BENEFIT = {
  decrease: 'lower is better',
  increase: 'higher is better',
  unclear: 'direction of benefit not registered',
};

function levelOf(report: OutcomeReport): string {
  return `${100 * (1 - report.plan.alpha)} % CI`;
}

function outcomeRows(outcome: ReportedOutcome, report: OutcomeReport): Markup {
  const { analyte, primary } = outcome;
  const censored =
    primary.censored > 0
      ? html` \u00b7 ${primary.censored} of ${primary.n} with a value beyond a limit of quantification`
      : null;
  const arms = primary.arms.map((arm) => {
    const cells = armCells(arm, outcome);
    return html`<tr><td class="nowrap">${armLegend(report, arm.arm)}</td><td>${cells.n}</td><td class="nowrap">${minus(cells.baseline)}</td>
<td class="nowrap">${minus(cells.followUp)}</td><td class="nowrap">${minus(cells.change)}</td><td class="nowrap">${minus(cells.changeCi)}${cells.geometricChange && html`<br><span class="soft">ratio ${cells.geometricChange}</span>`}</td></tr>`;
  });
  const comparisons = primary.comparisons.map((comparison, i) => {
    const cells = comparisonCells(comparison, outcome.pAdjusted[i] ?? null, outcome);
    return html`<tr class="comparison"><td colspan="6"><b>${armLabel(report, comparison.comparison)} vs ${armLabel(report, comparison.reference)}</b>:
ANCOVA, ${cells.method} <b>${minus(cells.estimate)}</b> (${levelOf(report)} ${minus(cells.ci)}), p ${cells.p}, Holm p ${cells.pAdjusted}
<span class="soft">\u00b7 Welch on the change ${minus(cells.welch)} \u00b7 Mann-Whitney ${cells.mannWhitney} \u00b7 Hedges g ${minus(cells.hedgesG)}</span></td></tr>`;
  });
  return html`<tr class="outcome"><th colspan="6">${outcome.label} <span class="soft">${displayUnit(analyte.canonicalUnit)} \u00b7 ${BENEFIT[analyte.improvement]}${censored}</span></th></tr>${arms}${comparisons}`;
}

/** The main table: every outcome by arm, and the comparison between arms. */
export function outcomeTable(report: OutcomeReport): Markup {
  const { baseline, followUp } = report.plan.timepoints;
  const families = report.plan.families.map(
    (family) =>
      html`<tr class="family"><th colspan="6">${family.label}</th></tr>${report.outcomes
        .filter((outcome) => outcome.family === family.code)
        .map((outcome) => outcomeRows(outcome, report))}`,
  );
  return html`<section><h2>Outcomes</h2><div class="scroll"><table>
<caption>Randomised subjects with both values, as assigned. Differences and ratios are the named arm against the reference arm; for skewed markers the ratio under the change is the geometric mean of ${followUp.label} over ${baseline.label} with its interval.</caption>
<thead><tr><th></th><th>n</th><th>${baseline.label}<br>mean (SD)</th><th>${followUp.label}<br>mean (SD)</th><th>Change<br>mean (SD)</th><th>Change<br>${levelOf(report)}</th></tr></thead>
<tbody>${families}</tbody></table></div></section>`;
}

/** How the primary estimate moves under the planned sensitivity analyses. */
export function sensitivityTable(report: OutcomeReport): Markup {
  const rows = report.outcomes.flatMap((outcome) =>
    outcome.sensitivity
      .filter((run) => !run.unchanged)
      .flatMap((run) =>
        run.analysis.comparisons.map((comparison) => {
          const cells = comparisonCells(comparison, null, outcome);
          return html`<tr><td>${outcome.label}</td><td class="words">${run.label}</td><td>${run.analysis.n}</td>
<td class="nowrap">${minus(cells.estimate)}</td><td class="nowrap">${minus(cells.ci)}</td><td>${cells.p}</td></tr>`;
        }),
      ),
  );
  return html`<section><h2>Sensitivity analyses</h2><div class="scroll"><table>
<caption>Runs with the same subjects and values as the primary analysis are left out.</caption>
<thead><tr><th>Outcome</th><th class="words">Run</th><th>n</th><th>Estimate</th><th>${levelOf(report)}</th><th>p</th></tr></thead>
<tbody>${rows.length > 0 ? rows : html`<tr><td colspan="6">No run differs from the primary analysis.</td></tr>`}</tbody></table></div></section>`;
}
