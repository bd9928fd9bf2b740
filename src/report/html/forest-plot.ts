import { scaleLinear } from 'd3-scale';
import type { ArmComparison } from '#measure/analyse-pairs.ts';
import { armLabel } from '#report/html/arm-legend.ts';
import { html, type Markup, minus } from '#report/html/markup.ts';
import type { OutcomeReport, ReportedOutcome } from '#report/outcome-report.ts';
import { comparisonCells } from '#report/outcome-row.ts';
import type { Interval } from '#statistics/estimable.ts';

const WIDTH = 1000;
const ROW = 30;
const TOP = 54;
const PLOT = { left: 440, right: 800 };

interface Row {
  outcome: ReportedOutcome;
  comparison: ArmComparison;
  pAdjusted: number | null;
  /** Adjusted difference in units of the residual SD, so that outcomes share one axis. */
  effect: { value: number; ci: Interval } | null;
}

function standardised(comparison: ArmComparison): Row['effect'] {
  const { ancova, geometricRatio, primary } = comparison;
  const model =
    primary === 'ancova-log'
      ? geometricRatio?.estimable
        ? geometricRatio.logAncova
        : null
      : ancova.estimable
        ? ancova
        : null;
  if (!model) return null;
  const { difference, residualSd } = model;
  return {
    value: difference.estimate / residualSd,
    ci: { low: difference.ci.low / residualSd, high: difference.ci.high / residualSd },
  };
}

function rowsOf(report: OutcomeReport): Row[] {
  return report.outcomes.flatMap((outcome) =>
    outcome.primary.comparisons.map((comparison, i) => ({
      outcome,
      comparison,
      pAdjusted: outcome.pAdjusted[i] ?? null,
      effect: standardised(comparison),
    })),
  );
}

function drawRow(
  row: Row,
  y: number,
  x: (value: number) => number,
  severalArms: boolean,
  report: OutcomeReport,
): Markup {
  const cells = comparisonCells(row.comparison, row.pAdjusted, row.outcome);
  const label = severalArms
    ? `${row.outcome.label}: ${armLabel(report, row.comparison.comparison)}`
    : row.outcome.label;
  const { effect } = row;
  const mark = effect
    ? html`<line x1="${x(effect.ci.low)}" x2="${x(effect.ci.high)}" y1="${y}" y2="${y}" stroke="#1d2733" stroke-width="1.6"/>
<rect x="${x(effect.value) - 5}" y="${y - 5}" width="10" height="10" fill="#1d2733"/>`
    : html`<text x="${(PLOT.left + PLOT.right) / 2}" y="${y + 4}" text-anchor="middle" fill="#5b6877">not estimable</text>`;
  return html`<text x="0" y="${y + 4}">${label}</text><text x="425" y="${y + 4}" text-anchor="end">${minus(`${cells.estimate} (${cells.ci})`)}</text>
${mark}<text x="890" y="${y + 4}" text-anchor="end">${cells.p}</text><text x="990" y="${y + 4}" text-anchor="end">${cells.pAdjusted}</text>`;
}

/** Forest plot of the adjusted differences on one axis, in units of the residual SD of each model. */
export function forestPlot(report: OutcomeReport): Markup {
  const rows = rowsOf(report);
  const ends = rows.flatMap(({ effect }) => (effect ? [effect.ci.low, effect.ci.high] : []));
  const reach = Math.max(1, ...ends.map(Math.abs)) * 1.05;
  const scale = scaleLinear([-reach, reach], [PLOT.left, PLOT.right]);
  const x = (value: number) => Number(scale(value).toFixed(1));
  const bottom = TOP + rows.length * ROW;
  const comparisons = new Set(rows.map((row) => row.comparison.comparison));
  const ticks = scale.ticks(5).map(
    (
      tick,
    ) => html`<line x1="${x(tick)}" x2="${x(tick)}" y1="${TOP - 12}" y2="${bottom}" stroke="${tick === 0 ? '#1d2733' : '#e4e8ed'}"/>
<text x="${x(tick)}" y="${bottom + 18}" text-anchor="middle" fill="#5b6877">${minus(String(tick))}</text>`,
  );
  const named = [...comparisons].map((code) => armLabel(report, code)).join(', ');
  const level = `${100 * (1 - report.plan.alpha)} % CI`;
  return html`<section><h2>Differences between the arms</h2><figure><div class="scroll">
<svg viewBox="0 0 ${WIDTH} ${bottom + 48}" role="img" aria-label="Forest plot of the adjusted differences" font-size="14" fill="#1d2733">
<g font-weight="600" fill="#5b6877"><text x="0" y="24">Outcome</text><text x="425" y="24" text-anchor="end">Estimate (${level})</text>
<text x="${(PLOT.left + PLOT.right) / 2}" y="24" text-anchor="middle">Adjusted difference / residual SD</text><text x="890" y="24" text-anchor="end">p</text><text x="990" y="24" text-anchor="end">Holm p</text></g>
${ticks}${rows.map((row, i) => drawRow(row, TOP + i * ROW + 6, x, comparisons.size > 1, report))}
<g fill="#5b6877"><text x="${PLOT.left}" y="${bottom + 40}">\u2190 lower</text><text x="${PLOT.right}" y="${bottom + 40}" text-anchor="end">higher \u2192</text></g>
</svg></div>
<figcaption>Squares and lines: ANCOVA difference with ${level}, divided by the residual standard deviation of its model, to share one axis; the estimate in the second column is in the unit of the outcome (skewed markers: ratio of geometric means, 1 is no difference). Lower and higher: in ${named} than in ${armLabel(report, report.plan.referenceArm)}.</figcaption></figure></section>`;
}
