import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { analyteRulesSchema } from '#units/analyte-rules-schema.ts';

/** How one accepted unit becomes the canonical unit: `value * factor + intercept`. */
export interface UnitRule {
  /** Name of the rule, kept beside every converted value. */
  rule: string;
  /** What the unit measures (mass, substance, FEU, DDU, ngsp, ifcc): must agree with the code's own property. */
  property: string;
  factor: number;
  intercept?: number;
  /** The factor is a convention, not a law: the value is flagged and kept out of the primary analysis. */
  approximate?: boolean;
}

/** Everything that the trial decided about one analyte. LOINC maps give the unit in which the code reports. */
export interface AnalyteRule {
  key: string;
  name: string;
  system: string;
  code: string;
  canonicalUnit: string;
  registeredUnit: string;
  /** The unit meant, where the registered text is a slip. */
  registeredUnitCorrected?: string;
  /** Canonical value times this is the value in the registered unit, where the two differ. */
  toRegisteredFactor?: number;
  improvement: 'decrease' | 'increase' | 'unclear';
  unitBasis?: string;
  acceptedLoinc?: Record<string, string>;
  capillaryLoincNotForPrimary?: Record<string, string>;
  needsFastingEvidenceLoinc?: Record<string, string>;
  notEquivalentLoinc?: string[];
  holdLoinc?: string[];
  /** Code -> class of assay; two values of different classes are not compared in the primary analysis. */
  methodClass?: Record<string, string>;
  units: Record<string, UnitRule>;
  hard: [number, number];
  soft: [number, number];
  decimals: number;
}

export interface AnalyteRules {
  /** Spelling found in the field -> UCUM code. */
  unitAliases: Record<string, string>;
  analytes: Map<string, AnalyteRule>;
}

/** Checks the content of an analyte file against its schema; throws with every fault when it does not fit. */
export function parseAnalyteRules(content: unknown): AnalyteRules {
  const ajv = new Ajv({ allErrors: true });
  const fits = ajv.compile<{ unitAliases: Record<string, string>; analytes: AnalyteRule[] }>(
    analyteRulesSchema,
  );
  if (!fits(content)) throw new Error(`analyte rules: ${ajv.errorsText(fits.errors, { separator: '; ' })}`);
  const analytes = new Map<string, AnalyteRule>();
  for (const analyte of content.analytes) {
    if (analytes.has(analyte.key)) throw new Error(`analyte rules: ${analyte.key} is defined twice`);
    if (!analyte.units[analyte.canonicalUnit]) {
      throw new Error(`analyte rules: ${analyte.key} does not accept its own canonical unit`);
    }
    analytes.set(analyte.key, analyte);
  }
  return { unitAliases: content.unitAliases, analytes };
}

/** Reads and checks an analyte file (study/analytes.json). */
export function loadAnalyteRules(file: URL | string): AnalyteRules {
  return parseAnalyteRules(JSON.parse(readFileSync(file, 'utf8')));
}
