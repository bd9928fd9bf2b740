import type { Coding } from './trial-data.ts';

/** How an analyte moves from baseline to the end of the trial, on the scale of its distribution. */
export interface Effect {
  /** By arm: a difference, or a ratio where the distribution is lognormal. */
  effect: Record<string, number>;
  /** Slope of the change on the distance of the baseline from its centre (regression to the mean). */
  regression: number;
  /** Standard deviation of what is left within a person. */
  residual: number;
}

export interface Laboratory {
  organization: string;
  /** Sending application, first part of the result identifiers. */
  sender: string;
  hoursToRelease: number;
}

export interface AdverseEventKind {
  text: string;
  severity: string;
  causality: string;
  outcome: string;
  /** Criterion of seriousness; absent if not serious. */
  serious?: string;
  weight: number;
}

/** Content of synthetic-cohort.json: everything about the invented subjects that is not in the protocol. */
export interface CohortDesign {
  subjects: number;
  subjectPrefix: string;
  utcOffset: string;
  enrolment: { from: string; to: string };
  ageAtConsent: [number, number];
  /** Ids of the ActivityDefinitions that mark a visit as a dose visit or as an outcome visit. */
  schedule: { doseActivity: string; outcomeActivity: string };
  condition: Coding;
  consentForm: string;
  references: { study: string; hospital: string; location: string; investigator: string; analyser: string };
  laboratories: { own: Laboratory; outside: Laboratory };
  /** Analyte -> code and unit in which the outside laboratory reports. */
  outsideUnits: Record<string, { code: string; display: string; unit: string; decimals: number }>;
  results: Record<string, { profile: string; draw: 'fasting' | 'post-meal' }>;
  /** The analyte whose normal score the others are correlated with. */
  correlateWith: string;
  /** The analyte that is measured by the questionnaire. */
  scoredBy: string;
  month3: Record<string, Effect>;
  /** Each of the subjects, but `missedDose` of the dose visits and `unansweredItem` of the answers. */
  proportions: Record<Role | 'unansweredItem', number>;
  haemolysis: { cancels: string[]; note: string };
  correction: { analyte: string; difference: number; note: string };
  preliminary: { analyte: string };
  notReceived: { note: string };
  withdrawalReasons: { code: string; display: string }[];
  missedDoseReasons: string[];
  adverseEvents: AdverseEventKind[];
  /** What the registry's searches ask about. */
  questions: { analyte: string; above: string; since: string; subject: string; product: string };
}

/** What happens to some subjects and not to others. */
export type Role =
  | 'withdrawn'
  | 'month3Cancelled'
  | 'haemolysed'
  | 'lateVisit'
  | 'missedDose'
  | 'outsideLaboratory'
  | 'correctedResult'
  | 'preliminaryResult'
  | 'adverseEvent';
