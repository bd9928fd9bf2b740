import { percent, pValue } from '#report/format-figure.ts';
import type { OutcomeReport, ReportedOutcome } from '#report/outcome-report.ts';
import { armCells, comparisonCells, displayUnit } from '#report/outcome-row.ts';

const RULE = '-'.repeat(100);

/** Control characters of data must not reach a terminal. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

function armLabel(report: OutcomeReport, code: string): string {
  return report.arms.find((arm) => arm.code === code)?.label ?? code;
}

function outcomeLines(outcome: ReportedOutcome, report: OutcomeReport): string[] {
  const { baseline, followUp } = report.plan.timepoints;
  const level = `${100 * (1 - report.plan.alpha)} % CI`;
  const table = columns([
    ['', 'n', `${baseline.label} mean (SD)`, `${followUp.label} mean (SD)`, 'Change mean (SD)', level],
    ...outcome.primary.arms.map((arm) => {
      const cells = armCells(arm, outcome);
      return [
        armLabel(report, arm.arm),
        cells.n,
        cells.baseline,
        cells.followUp,
        cells.change,
        cells.changeCi,
      ];
    }),
  ]);
  const comparisons = outcome.primary.comparisons.flatMap((comparison, i) => {
    const cells = comparisonCells(comparison, outcome.pAdjusted[i] ?? null, outcome);
    return [
      `  ${armLabel(report, comparison.comparison)} against ${armLabel(report, comparison.reference)}:`,
      `    ANCOVA, ${cells.method}: ${cells.estimate} (${level} ${cells.ci}), p ${cells.p}, Holm p ${cells.pAdjusted}`,
      `    Welch t on the change: ${cells.welch}; Mann-Whitney ${cells.mannWhitney}`,
    ];
  });
  const ratios = outcome.primary.arms.flatMap((arm) => {
    const { geometricChange } = armCells(arm, outcome);
    return geometricChange
      ? [
          `  ${armLabel(report, arm.arm)}: geometric mean ratio ${followUp.label}/${baseline.label} ${geometricChange}`,
        ]
      : [];
  });
  return [
    `${outcome.label} [${displayUnit(outcome.analyte.canonicalUnit)}]`,
    ...table.map((line) => `  ${line}`),
    ...ratios,
    ...comparisons,
    '',
  ];
}

function eventLines(report: OutcomeReport): string[] {
  const rows = report.adverseEvents.arms.map((arm) => [
    armLabel(report, arm.arm),
    String(arm.n),
    `${arm.subjectsWithEvent} (${percent(arm.subjectsWithEvent, arm.n)})`,
    String(arm.events),
    String(arm.serious),
  ]);
  return [
    'ADVERSE EVENTS (safety set, by treatment given)',
    ...columns([['', 'n', 'subjects with >= 1', 'events', 'serious'], ...rows]).map((line) => `  ${line}`),
    ...report.adverseEvents.fisher.flatMap(({ result }) =>
      result.estimable ? [`  Fisher's exact test, description only: p ${pValue(result.p)}`] : [],
    ),
  ];
}

/** The main figures as plain text for a terminal. */
export function reportText(report: OutcomeReport): string {
  const { flow, provenance } = report;
  const families = report.plan.families.flatMap((family) => [
    RULE,
    family.label.toUpperCase(),
    '',
    ...report.outcomes
      .filter((outcome) => outcome.family === family.code)
      .flatMap((outcome) => outcomeLines(outcome, report)),
  ]);
  const lines = [
    `${report.registryId}  ${report.title}`,
    `Outcome report of ${report.date}, analysis plan ${report.plan.version} (${report.plan.status})`,
    '',
    ...report.statements.map((statement) => `! ${statement}`),
    '',
    `Assessed ${flow.assessed}, not randomised ${flow.notRandomised}, randomised ${flow.randomised}`,
    ...flow.arms.map(
      (arm) =>
        `  ${arm.label}: allocated ${arm.allocated}, dosed ${arm.receivedDose}, all doses ${arm.completedAllDoseVisits}, discontinued ${arm.discontinued}`,
    ),
    ...families,
    RULE,
    ...eventLines(report),
    RULE,
    `Data: ${provenance.resources} resources, SHA-256 ${provenance.sha256}`,
  ];
  return `${lines.map(plain).join('\n')}\n`;
}
