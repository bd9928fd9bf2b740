import type { AnalyteRule, AnalyteRules, UnitRule } from './analyte-rules.ts';
import { type Conversion, convertUnit } from './convert-unit.ts';

/** What the study knows of the units of one analyte beyond UCUM. */
export interface AnalyteUnits {
  /** The code system of the codes. */
  system: string;
  /** The codes whose results are about the analyte. */
  codes: string[];
  /**
   * How a number in one of its units reads in another of a different property, as mass and amount of substance; `apart`
   * where the two are not to be compared, `ucum` where both are of one property, undefined where one is none of its
   * units.
   */
  convert: (from: string, to: string) => Conversion | 'apart' | 'ucum' | undefined;
}

/** A unit by one of the analyte's rules. */
interface Ruled {
  rule: UnitRule;
  /** From the unit to the one that the rule is for. */
  into: Conversion;
  outOf: Conversion;
}

/** Units whose rule is remembered. */
const KEPT = 2000;

/** The significant digits of a converted number; further ones are errors of the arithmetic. */
const DIGITS = 12;

const same: Conversion = (value) => value;

/** The analytes of a study whose units a search converts. */
export const analyteUnits = ({ analytes }: AnalyteRules): AnalyteUnits[] =>
  [...analytes.values()].map(unitsOf);

function unitsOf(analyte: AnalyteRule): AnalyteUnits {
  const { system, code, acceptedLoinc, capillaryLoincNotForPrimary, needsFastingEvidenceLoinc } = analyte;
  const others = [acceptedLoinc, capillaryLoincNotForPrimary, needsFastingEvidenceLoinc];
  const codes = [code, ...others.flatMap((map) => Object.keys(map ?? {}))];
  const known = new Map<string, Ruled | undefined>();
  const ruled = (unit: string): Ruled | undefined => {
    if (!known.has(unit)) {
      if (known.size >= KEPT) known.clear();
      known.set(unit, ruleOf(analyte, unit));
    }
    return known.get(unit);
  };
  const convert: AnalyteUnits['convert'] = (from, to) => {
    const [a, b] = [ruled(from), ruled(to)];
    if (!a || !b) return undefined;
    if (a.rule.property === b.rule.property) return 'ucum';
    return a.rule.approximate || b.rule.approximate ? 'apart' : between(a, b);
  };
  return { system, codes: [...new Set(codes)], convert };
}

/** The rule for a unit, or for one that UCUM converts it into; none where rules of different properties would do. */
function ruleOf({ units }: AnalyteRule, unit: string): Ruled | undefined {
  const own = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (own) return { rule: own, into: same, outOf: same };
  const found = Object.entries(units).flatMap(([other, rule]): Ruled[] => {
    const [into, outOf] = [convertUnit(unit, other), convertUnit(other, unit)];
    return into && outOf ? [{ rule, into, outOf }] : [];
  });
  const properties = new Set(found.map(({ rule }) => rule.property));
  return properties.size === 1 ? found[0] : undefined;
}

/** Over the canonical unit, which is `value * factor + intercept` of either. */
function between(a: Ruled, b: Ruled): Conversion {
  return (value) => {
    const read = a.into(value);
    if (read === undefined) return undefined;
    const canonical = read * a.rule.factor + (a.rule.intercept ?? 0);
    const written = b.outOf((canonical - (b.rule.intercept ?? 0)) / b.rule.factor);
    return written === undefined ? undefined : Number(written.toPrecision(DIGITS));
  };
}
