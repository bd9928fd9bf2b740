import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { analysisPlanSchema } from '#study/analysis-plan-schema.ts';

export interface PlannedArm {
  code: string;
  /** Exactly as ResearchStudy.arm.name and ResearchSubject.assignedArm say it. */
  name: string;
  label: string;
  products: string[];
}

export type SelectionRule = 'last' | 'nearest-to-target';

/** Where a value is looked for: the visit of the schedule and the Measure's variable that holds the candidates. */
export interface Timepoint {
  code: string;
  label: string;
  visit: string;
  /** Name under which the Measure's criteria see the selected value. */
  variable: string;
  candidates: string;
  /** Candidates whatever the window, for the sensitivity run. */
  anyTimeCandidates?: string;
  select: SelectionRule;
}

export interface PlannedOutcome {
  key: string;
  /** Id of the Measure. */
  measure: string;
  analyte: string;
  label: string;
  family: string;
  scale: 'linear' | 'log';
}

export type SensitivityCode =
  | 'per-protocol'
  | 'out-of-window'
  | 'flagged-values'
  | 'censored-at-limit'
  | 'baseline-carried-forward';

/** The statistical analysis plan as data: everything that another trial would decide otherwise. */
export interface AnalysisPlan {
  version: string;
  status: string;
  canonicalBase: string;
  study: string;
  registryId: string;
  schedule: string;
  timezone: string;
  alpha: number;
  /** Profile that the MeasureReports claim. */
  measureReportProfile: string;
  identifierSystem: string;
  codeSystems: Record<'analyte' | 'arm' | 'product' | 'analysisSet' | 'stratifier', string>;
  arms: PlannedArm[];
  referenceArm: string;
  /** First match decides: who was given this product counts as treated in this arm. */
  actualArm: { product: string; arm: string }[];
  doseVisits: string[];
  /** Names of the Measures' variables that hold the day-0 moment, the first completed dose, and every reported result. */
  variables: { anchor: string; firstDose: string; reported: string };
  timepoints: { baseline: Timepoint; followUp: Timepoint };
  outcomes: PlannedOutcome[];
  families: { code: string; label: string; adjustment: 'holm' }[];
  sensitivity: { code: SensitivityCode; label: string }[];
  statements: string[];
  syntheticData: { tag: { system: string; code: string }; statement: string };
  methods: string[];
}

/** Checks a plan against its schema and its own cross-references; throws naming every fault. */
export function parseAnalysisPlan(content: unknown): AnalysisPlan {
  const ajv = new Ajv({ allErrors: true });
  const fits = ajv.compile<AnalysisPlan>(analysisPlanSchema);
  if (!fits(content)) throw new Error(`analysis plan: ${ajv.errorsText(fits.errors, { separator: '; ' })}`);
  const arms = new Set(content.arms.map((arm) => arm.code));
  const families = new Set(content.families.map((family) => family.code));
  const faults = [
    ...(arms.has(content.referenceArm) ? [] : [`reference arm ${content.referenceArm} is not an arm`]),
    ...content.actualArm.filter((rule) => !arms.has(rule.arm)).map((rule) => `${rule.arm} is not an arm`),
    ...content.outcomes.filter((o) => !families.has(o.family)).map((o) => `${o.family} is not a family`),
  ];
  if (faults.length > 0) throw new Error(`analysis plan: ${faults.join('; ')}`);
  return content;
}

/** Reads and checks study/analysis-plan.json. */
export function loadAnalysisPlan(file: URL | string): AnalysisPlan {
  return parseAnalysisPlan(JSON.parse(readFileSync(file, 'utf8')));
}
