import type { AnalyteRule, AnalyteRules } from '#units/analyte-rules.ts';
import type { CohortDesign } from './cohort-design.ts';
import type { StudyVisit } from './study-visits.ts';
import type { TrialNames } from './trial-names.ts';

export interface Coding {
  system: string;
  code: string;
  display?: string;
}

export interface Arm {
  code: string;
  /** As in ResearchStudy.arm.name. */
  name: string;
  products: Coding[];
}

/** A lot of a study product: `Medication/<id>`. */
export interface Lot {
  product: Coding;
  reference: string;
  /** Last day of use, as a date. */
  expires: string;
}

/** The baseline of an analyte among patients; `correlation` is that of its normal score with the leading analyte's. */
export type Distribution = { correlation: number; lloq?: number } & (
  | { dist: 'lognormal'; median: number; sigmaLog: number }
  | { dist: 'truncnormal'; mean: number; sd: number; min: number; max: number }
);

export interface SyntheticAnalyte extends AnalyteRule {
  display: string;
  /** Reference range in the canonical unit. */
  normal: [number | null, number | null] | undefined;
  distribution: Distribution;
}

export interface Questionnaire {
  /** With its version. */
  canonical: string;
  answers: { system: string };
  scales: { key: string; code: Coding; items: string[] }[];
}

/** All that the generator knows about the trial. */
export interface TrialData {
  names: TrialNames;
  arms: Arm[];
  visits: StudyVisit[];
  /** Product code -> its lots. */
  lots: Map<string, Lot[]>;
  rules: AnalyteRules;
  analytes: SyntheticAnalyte[];
  questionnaire: Questionnaire;
  design: CohortDesign;
}
