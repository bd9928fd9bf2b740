/** Colours of the arms in the plan's order, told apart by every common kind of colour vision (Okabe and Ito). */
export const ARM_COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

/** The one style sheet of the page: readable on a screen and on A4. */
export const pageStyle = `
:root { --ink: #1d2733; --soft: #5b6877; --line: #d9dfe6; --band: #f5f7f9; --warn: #fff6e0; --warn-line: #e2b33c; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 68rem; color: var(--ink); background: #fff;
  font: 16px/1.55 "Source Sans 3", "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0.2rem 0 0.6rem; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 1.2rem; margin: 2.8rem 0 0.8rem; padding-bottom: 0.3rem; border-bottom: 2px solid var(--ink); font-weight: 650; }
h3 { font-size: 1rem; margin: 1.4rem 0 0.4rem; font-weight: 650; }
p, li { max-width: 46rem; }
.eyebrow { color: var(--soft); font-size: 0.85rem; letter-spacing: 0.04em; }
.soft { color: var(--soft); font-size: 0.88rem; }
.caveats { background: var(--warn); border-left: 4px solid var(--warn-line); padding: 0.8rem 1.2rem; margin: 1.4rem 0; }
.caveats ul { margin: 0; padding-left: 1.1rem; }
.caveats li { margin: 0.25rem 0; max-width: none; }
.caveats .first { font-weight: 650; }
table { border-collapse: collapse; width: 100%; font-size: 0.86rem; line-height: 1.4; }
caption { text-align: left; color: var(--soft); padding-bottom: 0.4rem; }
th, td { text-align: right; padding: 0.32rem 0.55rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
thead th { border-bottom: 1.5px solid var(--ink); vertical-align: bottom; color: var(--soft); }
th:first-child, td:first-child { text-align: left; }
tr.outcome th { padding-top: 0.9rem; border-bottom: none; text-align: left; }
tr.family th { background: var(--band); text-align: left; letter-spacing: 0.03em; }
tr.comparison td { background: var(--band); text-align: left; }
td.words, th.words { text-align: left; }
.nowrap { white-space: nowrap; }
.swatch, svg.swatch { display: inline-block; width: 0.7rem; height: 0.7rem; margin-right: 0.35rem; vertical-align: -0.05rem; }
.flow { display: grid; gap: 0.7rem; margin: 1rem 0; }
.flow .split { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 0.7rem; }
.box { border: 1px solid var(--line); border-radius: 6px; padding: 0.6rem 0.9rem; font-size: 0.9rem; }
.box h3 { margin: 0.1rem 0 0.4rem; }
.box strong { font-size: 1.15rem; margin-right: 0.3rem; }
.box ul { margin: 0.2rem 0 0; padding-left: 1.1rem; color: var(--soft); }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1.2rem 1.4rem; }
figure { margin: 0; break-inside: avoid; }
figcaption { font-size: 0.85rem; color: var(--soft); }
figcaption b { color: var(--ink); font-size: 0.95rem; }
svg { display: block; width: 100%; height: auto; font-family: inherit; }
.scroll { overflow-x: auto; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 0.8rem; color: var(--soft); font-size: 0.82rem; overflow-wrap: anywhere; }
@media print {
  @page { size: A4; margin: 16mm 14mm; }
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  h2 { break-after: avoid; margin-top: 1.6rem; }
  tr, .box, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  .plots { grid-template-columns: 1fr 1fr; }
  .caveats, tr.family th, tr.comparison td { print-color-adjust: exact; }
}
`;
