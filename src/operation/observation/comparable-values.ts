import type { Breathe } from '#interaction/breathe.ts';
import { analyteCodes, type Result, readResult } from '#measure/read-result.ts';
import type { Study } from '#study/load-study.ts';
import type { AnalyteRule } from '#units/analyte-rules.ts';
import type { Measurement } from './measurements.ts';

/** A value that may be computed with others of the same list. */
export interface ComparableValue {
  /** As it is stored, or as the trial's rule converts it; exact. */
  text: string;
  measurement: Measurement;
}

/** Values of one code in one unit. */
export interface ComparableValues {
  unit: { code: string; text: string };
  values: ComparableValue[];
  /** The rules by which values were brought to the unit. */
  rules: Set<string>;
  /** The conversion is a convention and not a law, so that these stay apart from values that were measured so. */
  approximate: boolean;
}

/**
 * Measurements of one code as lists of values that can be computed together. All in one UCUM unit are one list, as
 * they are. Of several units those that the trial's analyte rules convert exactly are one list in the analyte's unit; all
 * others stay apart by their unit. No two units are ever mixed.
 */
export async function comparableValues(
  measurements: Measurement[],
  study: Study | undefined,
  breathe: Breathe,
): Promise<ComparableValues[]> {
  const read: { measurement: Measurement; result: Result | undefined; approximate: boolean }[] = [];
  for (const measurement of measurements) {
    await breathe();
    const result = resultOf(measurement, study);
    read.push({ measurement, result, approximate: result?.approximate === true });
  }
  const bases = new Set(
    read.map(({ measurement, approximate }) => `${measurement.quantity?.code} ${approximate}`),
  );
  const lists = new Map<string, ComparableValues>();
  for (const { measurement, result, approximate } of read) {
    const { text, code, unit } = measurement.quantity as Required<Measurement>['quantity'];
    const converted = bases.size > 1 && result ? result.value : null;
    const to = converted === null || !result ? code : result.unit;
    const key = `${to} ${approximate}`;
    const list = lists.get(key) ?? newList({ code: to, text: to === code ? unit : to }, approximate);
    lists.set(key, list);
    list.values.push({ text: converted ?? text, measurement });
    if (to !== code && result?.rule) list.rules.add(result.rule);
  }
  return [...lists.values()];
}

const newList = (unit: ComparableValues['unit'], approximate: boolean): ComparableValues => ({
  unit,
  values: [],
  rules: new Set(),
  approximate,
});

/** The measurement as the trial reads it; undefined for one that is of no analyte of the trial. */
function resultOf({ alone }: Measurement, study: Study | undefined): Result | undefined {
  const analyte = study && analyteOf(alone.code, study);
  return analyte && readResult(alone, analyte, study, null);
}

function analyteOf(concept: unknown, { analytes }: Study): AnalyteRule | undefined {
  const { coding = [] } = (concept ?? {}) as { coding?: { system?: string; code?: string }[] };
  return [...analytes.analytes.values()].find((analyte) =>
    coding.some(({ system, code = '' }) => system === analyte.system && analyteCodes(analyte).includes(code)),
  );
}
