import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { meanValue } from '#measure/numeric-value.ts';
import { armColour, armLabel } from '#report/html/arm-legend.ts';
import { html, type Markup, minus } from '#report/html/markup.ts';
import type { OutcomeReport, ReportedOutcome } from '#report/outcome-report.ts';
import { displayUnit } from '#report/outcome-row.ts';
import { mean } from '#statistics/moments.ts';

const WIDTH = 400;
const HEIGHT = 272;
const AREA = { left: 46, right: 392, top: 40, bottom: 236 };

type Pair = [before: number, after: number];

function pairsOf(outcome: ReportedOutcome, arm: string): Pair[] {
  return outcome.subjects.flatMap((subject): Pair[] => {
    const { chosen: before } = subject.baseline;
    const { chosen: after } = subject.followUp;
    const analysed = subject.inMeasurePopulation && !subject.excluded && subject.arm === arm;
    return analysed && before && after ? [[meanValue(before), meanValue(after)]] : [];
  });
}

/** Mean on the scale of the analysis: arithmetic, or geometric for a log-scale outcome. */
function centre(values: number[], logScale: boolean): number {
  return logScale ? Math.exp(mean(values.map(Math.log))) : mean(values);
}

function yScale(values: number[], logScale: boolean) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const range = [AREA.bottom, AREA.top];
  if (logScale) return scaleLog([low * 0.9, high * 1.1], range);
  const margin = (high - low || 1) * 0.05;
  return scaleLinear([low - margin, high + margin], range);
}

function tickMarks(scale: ReturnType<typeof yScale>): Markup[] {
  const all = scale.ticks(5);
  // A logarithmic scale offers every digit of every decade: 1, 2 and 5 are enough, when there are many.
  const ticks = all.length <= 6 ? all : all.filter((tick) => /^[125]/.test(tick.toExponential()));
  return ticks.map(
    (
      tick,
    ) => html`<line x1="${AREA.left}" x2="${AREA.right}" y1="${scale(tick).toFixed(1)}" y2="${scale(tick).toFixed(1)}" stroke="#e9edf1"/>
<text x="${AREA.left - 6}" y="${(scale(tick) + 4).toFixed(1)}" text-anchor="end" fill="#5b6877">${minus(String(Number(tick.toPrecision(6))))}</text>`,
  );
}

/** One panel: a line for each subject from baseline to follow-up, the mean in bold. */
function panel(
  pairs: Pair[],
  left: number,
  right: number,
  colour: string,
  y: (value: number) => number,
  logScale: boolean,
): Markup {
  const draw = line<number>()
    .x((_, i) => (i === 0 ? left : right))
    .y(y)
    .digits(1);
  const means =
    pairs.length > 0
      ? [0, 1].map((i) =>
          centre(
            pairs.map((pair) => pair[i]!),
            logScale,
          ),
        )
      : [];
  return html`<g fill="none" stroke="${colour}" stroke-width="1" stroke-opacity="0.35">${pairs.map((pair) => html`<path d="${draw(pair)}"/>`)}</g>
<path d="${draw(means)}" fill="none" stroke="${colour}" stroke-width="3.5"/>
${means.map((value, i) => html`<circle cx="${i === 0 ? left : right}" cy="${y(value).toFixed(1)}" r="4.5" fill="${colour}"/>`)}`;
}

/** Individual courses by arm with their means; log-scale outcomes on a logarithmic axis with geometric means. */
export function changePlot(outcome: ReportedOutcome, report: OutcomeReport): Markup {
  const arms = report.arms.map(({ code }) => ({ code, pairs: pairsOf(outcome, code) }));
  const values = arms.flatMap(({ pairs }) => pairs.flat());
  const caption = html`<figcaption><b>${outcome.label}</b> ${displayUnit(outcome.analyte.canonicalUnit)}${outcome.scale === 'log' ? ', logarithmic axis, geometric means' : ''}</figcaption>`;
  if (values.length === 0)
    return html`<figure>${caption}<p class="soft">No subject has both values.</p></figure>`;
  const logScale = outcome.scale === 'log' && values.every((value) => value > 0);
  const y = yScale(values, logScale);
  const width = (AREA.right - AREA.left) / arms.length;
  const { baseline, followUp } = report.plan.timepoints;
  const panels = arms.map(({ code, pairs }, i) => {
    const left = AREA.left + width * (i + 0.2);
    const right = AREA.left + width * (i + 0.8);
    const colour = armColour(report, code);
    return html`<text x="${(left + right) / 2}" y="14" text-anchor="middle" font-weight="600" fill="${colour}">${armLabel(report, code)}</text>
<text x="${(left + right) / 2}" y="29" text-anchor="middle" fill="#5b6877">n ${pairs.length}</text>
${panel(pairs, left, right, colour, y, logScale)}
<g fill="#5b6877" text-anchor="middle"><text x="${left}" y="${HEIGHT - 14}">${baseline.label}</text><text x="${right}" y="${HEIGHT - 14}">${followUp.label}</text></g>`;
  });
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Individual courses of ${outcome.label}" font-size="11.5">${tickMarks(y)}${panels}</svg>${caption}</figure>`;
}
