import { html, type Markup } from '#report/html/markup.ts';
import { ARM_COLOURS } from '#report/html/page-style.ts';
import type { OutcomeReport } from '#report/outcome-report.ts';

export function armLabel(report: OutcomeReport, code: string | null): string {
  return report.arms.find((arm) => arm.code === code)?.label ?? code ?? '-';
}

export function armColour(report: OutcomeReport, code: string): string {
  const index = report.arms.findIndex((arm) => arm.code === code);
  return ARM_COLOURS[index % ARM_COLOURS.length] ?? ARM_COLOURS[0]!;
}

/** A coloured square and the name of the arm. */
export function armLegend(report: OutcomeReport, code: string): Markup {
  const colour = armColour(report, code);
  return html`<svg class="swatch" viewBox="0 0 10 10" width="11" height="11" aria-hidden="true" display="inline"><rect width="10" height="10" rx="2" fill="${colour}"/></svg>${armLabel(report, code)}`;
}
