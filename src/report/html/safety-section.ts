import { percent, pValue } from '#report/format-figure.ts';
import { armLabel, armLegend } from '#report/html/arm-legend.ts';
import { html, type Markup } from '#report/html/markup.ts';
import type { OutcomeReport } from '#report/outcome-report.ts';

/** Adverse events by treatment given: subjects, events, serious ones, terms. */
export function safetySection(report: OutcomeReport): Markup {
  const { arms, terms, fisher } = report.adverseEvents;
  const cells = (cell: (arm: (typeof arms)[number]) => string) =>
    arms.map((arm) => html`<td class="nowrap">${cell(arm)}</td>`);
  const tests = fisher.map(({ comparison, reference, result }) =>
    result.estimable
      ? html`<p class="soft">Subjects with at least one event, ${armLabel(report, comparison)} against ${armLabel(report, reference)}: Fisher's exact test p ${pValue(result.p)}, as description only.</p>`
      : null,
  );
  return html`<section><h2>Adverse events</h2><div class="scroll"><table>
<caption>Safety set: subjects who received at least one dose, by the treatment given.</caption>
<thead><tr><th></th>${arms.map((arm) => html`<th>${armLegend(report, arm.arm)}<br>n = ${arm.n}</th>`)}</tr></thead><tbody>
<tr><td>Subjects with at least one event</td>${cells((arm) => `${arm.subjectsWithEvent} (${percent(arm.subjectsWithEvent, arm.n)})`)}</tr>
<tr><td>Events</td>${cells((arm) => String(arm.events))}</tr>
<tr><td>Subjects with a serious event</td>${cells((arm) => `${arm.subjectsWithSerious} (${percent(arm.subjectsWithSerious, arm.n)})`)}</tr>
<tr><td>Serious events</td>${cells((arm) => String(arm.serious))}</tr>
${terms.length > 0 ? html`<tr class="family"><th colspan="${arms.length + 1}">By term: subjects (events)</th></tr>` : null}
${terms.map((term) => html`<tr><td>${term.term}</td>${cells((arm) => `${term.arms[arm.arm]?.subjects ?? 0} (${term.arms[arm.arm]?.events ?? 0})`)}</tr>`)}
</tbody></table></div>${tests}</section>`;
}
