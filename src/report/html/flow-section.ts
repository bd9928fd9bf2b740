import { armLegend } from '#report/html/arm-legend.ts';
import { html, type Markup } from '#report/html/markup.ts';
import type { OutcomeReport } from '#report/outcome-report.ts';
import type { ReasonCounts } from '#study/consort-flow.ts';

/** Reasons with their counts, the most frequent first. */
export function reasonList(reasons: ReasonCounts): Markup | null {
  const entries = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  return entries.length === 0
    ? null
    : html`<ul>${entries.map(([reason, n]) => html`<li>${n} \u00d7 ${reason}</li>`)}</ul>`;
}

function setCount(report: OutcomeReport, arm: string, set: 'safety' | 'perProtocol'): number {
  return report.setCounts.find((counts) => counts.arm === arm)?.[set] ?? 0;
}

/** Flow of participants (CONSORT items 13a, 13b) and analysis sets. */
export function flowSection(report: OutcomeReport): Markup {
  const { flow } = report;
  return html`<section><h2>Flow of participants</h2>
<div class="flow">
<div class="split">
<div class="box"><strong>${flow.assessed}</strong>assessed for eligibility</div>
<div class="box"><strong>${flow.notRandomised}</strong>not randomised${reasonList(flow.notRandomisedReasons)}</div>
<div class="box"><strong>${flow.randomised}</strong>randomised</div>
</div>
<div class="split">${flow.arms.map(
    (arm) => html`<div class="box"><h3>${armLegend(report, arm.arm)}</h3>
<div><strong>${arm.allocated}</strong>allocated</div>
<div><strong>${arm.receivedDose}</strong>received at least one dose, ${arm.notDosed} none</div>
<div><strong>${arm.completedAllDoseVisits}</strong>dosed at every dose visit</div>
<div><strong>${arm.discontinued}</strong>discontinued${reasonList(arm.discontinuedReasons)}</div>
<div class="soft">Safety set (as treated) ${setCount(report, arm.arm, 'safety')}, per protocol ${setCount(report, arm.arm, 'perProtocol')}</div></div>`,
  )}</div></div></section>`;
}

/** Who is not in the analysis of each outcome, by arm and reason. */
export function missingSection(report: OutcomeReport): Markup {
  const rows = report.outcomes.map(
    (outcome) =>
      html`<tr><td>${outcome.label}</td>${outcome.missing.map((arm) => {
        const analysed = outcome.primary.arms.find((one) => one.arm === arm.arm)?.n ?? 0;
        const reasons = Object.entries(arm.reasons)
          .map(([reason, n]) => `${n} \u00d7 ${reason}`)
          .join('; ');
        return html`<td>${analysed}</td><td class="words">${reasons || 'none missing'}</td>`;
      })}</tr>`,
  );
  return html`<section><h2>Missing data</h2><div class="scroll"><table>
<caption>Subjects analysed, and why the others are not.</caption>
<thead><tr><th rowspan="2">Outcome</th>${report.arms.map((arm) => html`<th colspan="2" class="words">${armLegend(report, arm.code)}</th>`)}</tr>
<tr>${report.arms.map(() => html`<th>analysed</th><th class="words">not analysed</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}
