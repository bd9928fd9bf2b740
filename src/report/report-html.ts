import { createHash } from 'node:crypto';
import { changePlot } from '#report/html/change-plot.ts';
import { flowSection, missingSection } from '#report/html/flow-section.ts';
import { forestPlot } from '#report/html/forest-plot.ts';
import { html, type Markup } from '#report/html/markup.ts';
import { outcomeTable, sensitivityTable } from '#report/html/outcome-table.ts';
import { pageStyle } from '#report/html/page-style.ts';
import { safetySection } from '#report/html/safety-section.ts';
import type { OutcomeReport } from '#report/outcome-report.ts';

// The page may load nothing and run nothing; its one style sheet is allowed by its hash.
const STYLE_HASH = createHash('sha256').update(pageStyle).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;
const STYLE: Markup = { markup: pageStyle };

function header(report: OutcomeReport): Markup {
  return html`<header><div class="eyebrow">${report.registryId} \u00b7 Outcome report \u00b7 analysis plan ${report.plan.version} (${report.plan.status})</div>
<h1>${report.title}</h1>
<div class="soft">${report.date} \u00b7 days counted in ${report.plan.timezone}</div>
<div class="caveats"><ul>${report.statements.map((statement, i) => html`<li class="${i === 0 ? 'first' : ''}">${statement}</li>`)}</ul></div></header>`;
}

function provenance(report: OutcomeReport): Markup {
  const { study, server, planVersion, resources, sha256 } = report.provenance;
  const measures = report.outcomes.map((outcome) => html`<li>${outcome.measure}</li>`);
  return html`<section><h2>Methods</h2>${report.methods.map((paragraph) => html`<p>${paragraph}</p>`)}</section>
<section><h2>Measures</h2><ul class="soft">${measures}</ul></section>
<footer>Study ${study} \u00b7 analysis plan ${planVersion} \u00b7 made by ${server} at ${report.date}<br>
Data set: ${resources} resources, SHA-256 ${sha256}<br>n/e: not estimable</footer>`;
}

/**
 * The report as one self-contained page: no script, no external resource, a content security policy that forbids both.
 * Everything that comes from data is escaped.
 */
export function reportHtml(report: OutcomeReport): string {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${report.registryId}: outcome report</title>
<style>${STYLE}</style></head><body>
${header(report)}${flowSection(report)}${outcomeTable(report)}${forestPlot(report)}
<section><h2>Individual courses</h2><div class="plots">${report.outcomes.map((outcome) => changePlot(outcome, report))}</div></section>
${missingSection(report)}${sensitivityTable(report)}${safetySection(report)}${provenance(report)}
</body></html>
`;
  return page.markup;
}
