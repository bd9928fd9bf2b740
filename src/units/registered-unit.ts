import { Decimal } from 'decimal.js';
import type { AnalyteRule } from '#units/analyte-rules.ts';

/** A canonical value in the unit that the registry entry names, e.g. 3.48 pg/mL as 0.00000348 mg/L; exact. */
export function inRegisteredUnit(analyte: AnalyteRule, canonical: string): { value: string; unit: string } {
  if (analyte.toRegisteredFactor === undefined) return { value: canonical, unit: registeredUnit(analyte) };
  return {
    value: new Decimal(canonical).times(analyte.toRegisteredFactor).toFixed(),
    unit: registeredUnit(analyte),
  };
}

/** The unit as registered, or as corrected where the registered text is a slip. */
function registeredUnit(analyte: AnalyteRule): string {
  return analyte.registeredUnitCorrected ?? analyte.registeredUnit;
}
