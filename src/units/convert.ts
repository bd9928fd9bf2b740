import { Decimal } from 'decimal.js';
import type { AnalyteRule, AnalyteRules, UnitRule } from '#units/analyte-rules.ts';
import { codeStanding } from '#units/loinc-unit.ts';
import { normaliseUnit } from '#units/normalise-unit.ts';

/** A result as received: FHIR Quantity, or number and unit of an OBX. Text keeps the digits that were sent. */
export interface ReceivedQuantity {
  value?: number | string;
  unit?: string;
  code?: string;
  comparator?: string;
}

export interface Converted {
  refused?: undefined;
  /** Exact decimal text in the canonical unit, never rounded. */
  value: string;
  unit: string;
  rule: string;
  comparator?: string;
  approximate?: true;
  capillary?: true;
  needsFastingEvidence?: true;
  /** Outside the soft limits: accepted, worth a query. */
  soft?: 'low' | 'high';
}

export type RefusalReason =
  | 'analyte-unknown'
  | 'code-on-hold'
  | 'code-not-equivalent'
  | 'code-unknown'
  | 'not-a-decimal'
  | 'unit-missing'
  | 'unit-not-allowed'
  | 'unit-basis-unknown'
  | 'unit-disagrees-with-code'
  | 'hard-limit';

export interface Refusal {
  refused: RefusalReason;
  /** One sentence for the data query: what was found and what was expected. */
  explanation: string;
}

// 40 digits hold every product of two 17-digit decimals exactly.
const Exact = Decimal.clone({ precision: 40, toExpNeg: -40, toExpPos: 40 });
const DECIMAL = /^[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,2})?$/;

function refuse(refused: RefusalReason, explanation: string): Refusal {
  return { refused, explanation };
}

/** The rule for the unit; a unit without its basis (FEU or DDU) takes the basis of the code, if there is a code. */
function findUnitRule(analyte: AnalyteRule, unit: string, codeUnit: string | undefined): UnitRule | Refusal {
  const direct = Object.hasOwn(analyte.units, unit) ? analyte.units[unit] : undefined;
  const codeRule = codeUnit === undefined ? undefined : analyte.units[codeUnit];
  if (direct) {
    if (!codeRule || codeRule.property === direct.property) return direct;
    return refuse(
      'unit-disagrees-with-code',
      `${analyte.name}: unit ${unit} (${direct.property}) does not belong to a code that reports ${codeUnit} (${codeRule.property})`,
    );
  }
  if (analyte.unitBasis && !unit.includes('{')) {
    const annotated = (basis: string) => analyte.units[`${unit}{${basis}}`];
    if (codeRule) {
      const byCode = annotated(codeRule.property);
      if (byCode) return byCode;
    } else if (annotated(analyte.unitBasis)) {
      return refuse(
        'unit-basis-unknown',
        `${analyte.name}: neither the unit ${unit} nor the code says which unit basis it has`,
      );
    }
  }
  const allowed = Object.keys(analyte.units).join(', ');
  return refuse('unit-not-allowed', `${analyte.name}: unit ${unit} is not one of ${allowed}`);
}

/**
 * Brings a received result to the analyte's canonical unit in exact decimal arithmetic, or says why it cannot be.
 * `receivedLoinc` is the code the sender used; without it the unit alone decides and an unannotated unit basis is refused.
 * The comparator of a censored result is kept. Nothing is guessed: a value beyond a hard limit is refused, not repaired.
 */
export function convert(
  rules: AnalyteRules,
  analyteKey: string,
  quantity: ReceivedQuantity,
  receivedLoinc?: string,
): Converted | Refusal {
  const analyte = rules.analytes.get(analyteKey);
  if (!analyte) return refuse('analyte-unknown', `${analyteKey} is not an analyte of this study`);
  const standing = receivedLoinc === undefined ? undefined : codeStanding(analyte, receivedLoinc);
  if (standing && 'refused' in standing) {
    return refuse(
      standing.refused,
      `${analyte.name}: code ${receivedLoinc} is not accepted for this analyte`,
    );
  }
  const text = String(quantity.value ?? '');
  if (!DECIMAL.test(text))
    return refuse('not-a-decimal', `${analyte.name}: the value is not a decimal number with a point`);
  const unitText = quantity.code ?? quantity.unit;
  if (!unitText) return refuse('unit-missing', `${analyte.name}: the value has no unit`);
  const unitRule = findUnitRule(analyte, normaliseUnit(unitText, rules.unitAliases), standing?.unit);
  if ('refused' in unitRule) return unitRule;
  const value = new Exact(text).times(unitRule.factor).plus(unitRule.intercept ?? 0);
  const [hardLow, hardHigh] = analyte.hard;
  if (value.lt(hardLow) || value.gt(hardHigh)) {
    return refuse(
      'hard-limit',
      `${analyte.name}: outside ${hardLow} to ${hardHigh} ${analyte.canonicalUnit}`,
    );
  }
  const [softLow, softHigh] = analyte.soft;
  return {
    // A value that needs no arithmetic keeps the digits that were sent.
    value: unitRule.factor === 1 && !unitRule.intercept ? text : value.toString(),
    unit: analyte.canonicalUnit,
    rule: unitRule.rule,
    ...(quantity.comparator ? { comparator: quantity.comparator } : {}),
    ...(unitRule.approximate ? { approximate: true as const } : {}),
    ...(standing?.capillary ? { capillary: true as const } : {}),
    ...(standing?.needsFastingEvidence ? { needsFastingEvidence: true as const } : {}),
    ...(value.lt(softLow) ? { soft: 'low' as const } : value.gt(softHigh) ? { soft: 'high' as const } : {}),
  };
}
