import { stringify } from 'csv-stringify/sync';
import type { OutcomeReport } from '#report/outcome-report.ts';
import type { ListedResult } from '#report/result-listing.ts';

type Cell = string | number | null;

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** A cell that a spreadsheet would read as a formula gets an apostrophe in front; numbers stay numbers. */
export function safeCell(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

function flag(holds: boolean): string {
  return holds ? 'Y' : 'N';
}

/** Analysis day as in ADaM: no day 0, the day of the first dose is day 1. */
function analysisDay(day: number | null): number | null {
  return day === null || day < 0 ? day : day + 1;
}

const columns: Record<string, (row: ListedResult) => Cell> = {
  usubjid: (row) => row.usubjid,
  arm_assigned: (row) => row.armAssigned,
  arm_actual: (row) => row.armActual,
  paramcd: (row) => row.outcome.toUpperCase(),
  visit: (row) => row.visit,
  ady: (row) => analysisDay(row.day),
  adt: (row) => row.date,
  aval: (row) => row.value,
  unit: (row) => row.unit,
  comparator: (row) => row.comparator,
  reg_value: (row) => row.registered?.value ?? null,
  reg_unit: (row) => row.registered?.unit ?? null,
  orig_value: (row) => row.originalValue,
  orig_unit: (row) => row.originalUnit,
  loinc: (row) => row.code,
  rule: (row) => row.rule,
  base: (row) => row.base,
  chg: (row) => row.change,
  ablfl: (row) => flag(row.isBaseline),
  anl01fl: (row) => flag(row.isAnalysed),
  ittfl: (row) => flag(row.sets.randomised),
  pprotfl: (row) => flag(row.sets.perProtocol),
  saffl: (row) => flag(row.sets.safety),
  status: (row) => row.status,
  note: (row) => row.note,
  source_id: (row) => row.source.split('/_history/')[0]!,
  source_version: (row) => row.source.split('/_history/')[1] ?? null,
};

/** The listing in long form: one reported result a row, UTF-8, decimal point, ISO dates, empty means missing. */
export function reportCsv(report: OutcomeReport): string {
  const rows = report.listing.map((row) => Object.values(columns).map((cell) => safeCell(cell(row))));
  return stringify([Object.keys(columns), ...rows], { record_delimiter: '\r\n' });
}
