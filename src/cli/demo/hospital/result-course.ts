import { convert } from '#units/convert.ts';
import type { Roles } from './assign-roles.ts';
import type { SyntheticAnalyte, TrialData } from './trial-data.ts';

/** A number as the laboratory prints it, with its UCUM unit. */
export interface Printed {
  text: string;
  unit: string;
  comparator?: '<';
}

/** One result of one draw. Without `value` it was cancelled, and `note` says why. */
export interface ResultCourse {
  analyte: SyntheticAnalyte;
  value?: Printed;
  /** The result as the outside laboratory sent it, and the rule that converted it. */
  original?: Printed & { code: string; display: string; rule: string };
  note?: string;
  /** What was released before: the same value as preliminary, or another value that was corrected later. */
  earlier?: { status: 'preliminary' | 'final'; value: Printed };
}

/** Turns a true value into the result that the laboratory releases, given what befalls this subject at this visit. */
export function resultCourse(
  trial: TrialData,
  analyte: SyntheticAnalyte,
  value: number,
  end: boolean,
  roles: Roles,
): ResultCourse {
  const { design } = trial;
  if (end && roles.has('month3Cancelled')) return { analyte, note: design.notReceived.note };
  if (end && roles.has('haemolysed') && design.haemolysis.cancels.includes(analyte.key)) {
    return { analyte, note: design.haemolysis.note };
  }
  const outside = end && roles.has('outsideLaboratory') ? design.outsideUnits[analyte.key] : undefined;
  if (outside) return converted(trial, analyte, value, outside);
  const printed = print(analyte, value);
  if (!end && roles.has('correctedResult') && analyte.key === design.correction.analyte) {
    const withdrawn = print(analyte, value + design.correction.difference);
    return {
      analyte,
      value: printed,
      note: design.correction.note,
      earlier: { status: 'final', value: withdrawn },
    };
  }
  if (!end && roles.has('preliminaryResult') && analyte.key === design.preliminary.analyte) {
    return { analyte, value: printed, earlier: { status: 'preliminary', value: printed } };
  }
  return { analyte, value: printed };
}

function print({ distribution, decimals, canonicalUnit: unit }: SyntheticAnalyte, value: number): Printed {
  const { lloq } = distribution;
  const below = lloq !== undefined && value < lloq;
  return {
    text: (below ? lloq : value).toFixed(decimals),
    unit,
    ...(below ? { comparator: '<' as const } : {}),
  };
}

/** What the interface engine makes of a result in the outside laboratory's unit: exact canonical value, original beside it. */
function converted(
  { rules }: TrialData,
  analyte: SyntheticAnalyte,
  value: number,
  outside: TrialData['design']['outsideUnits'][string],
): ResultCourse {
  const { code, display, unit, decimals } = outside;
  const { factor, intercept = 0 } = analyte.units[unit]!;
  const text = ((value - intercept) / factor).toFixed(decimals);
  const result = convert(rules, analyte.key, { value: text, code: unit }, code);
  if (result.refused !== undefined) throw new Error(result.explanation);
  return {
    analyte,
    value: { text: result.value, unit: result.unit },
    original: { code, display, text, unit, rule: result.rule },
  };
}
