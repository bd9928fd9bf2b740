import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Definitions } from '#conformance/definitions.ts';
import { evaluateMeasure, type OutcomeResult } from '#measure/evaluate-measure.ts';
import { type MeasureReport, measureReport } from '#measure/measure-report.ts';
import { primaryPValues } from '#measure/primary-estimate.ts';
import type { SubjectOutcome } from '#measure/subject-outcome.ts';
import { type AdverseEvents, adverseEvents } from '#report/adverse-events.ts';
import { type DataSetHash, dataSetHash } from '#report/data-set-hash.ts';
import { type ListedResult, listResults } from '#report/result-listing.ts';
import { holm } from '#statistics/holm.ts';
import type { AnalysisPlan, PlannedArm } from '#study/analysis-plan.ts';
import { type AnalysisSets, analysisSets, doseVisitsGiven } from '#study/analysis-sets.ts';
import { type ConsortFlow, consortFlow, countReasons, type ReasonCounts } from '#study/consort-flow.ts';
import type { Study } from '#study/load-study.ts';
import { localReference, type SubjectBundle, versionedReference } from '#study/subject-bundle.ts';
import { readSubjectFacts, type SubjectFacts } from '#study/subject-facts.ts';

/** One outcome in the report: the figures, the adjusted p-values, and who is missing why. */
export interface ReportedOutcome extends OutcomeResult {
  /** Adjusted p-values over the family, one a comparison; null when not estimable. */
  pAdjusted: (number | null)[];
  missing: { arm: string; n: number; reasons: ReasonCounts }[];
}

export interface SubjectLine
  extends Pick<SubjectFacts, 'usubjid' | 'status' | 'assignedArm' | 'actualArm' | 'firstDose'> {
  doseVisits: number;
  sets: AnalysisSets;
}

/** The whole report as one JSON document; every other format is made from it. */
export interface OutcomeReport {
  title: string;
  registryId: string;
  date: string;
  /** Whether any subject carries the tag of synthetic data. */
  synthetic: boolean;
  /** What a reader must know before the figures. */
  statements: string[];
  methods: string[];
  plan: Pick<
    AnalysisPlan,
    'version' | 'status' | 'alpha' | 'timezone' | 'referenceArm' | 'families' | 'timepoints'
  >;
  arms: PlannedArm[];
  provenance: DataSetHash & { study: string; server: string; planVersion: string };
  flow: ConsortFlow;
  setCounts: { arm: string; randomised: number; safety: number; perProtocol: number }[];
  subjects: SubjectLine[];
  outcomes: ReportedOutcome[];
  adverseEvents: AdverseEvents;
  listing: ListedResult[];
}

export interface OutcomeReportInput {
  study: Study;
  subjects: readonly SubjectBundle[];
  definitions: Definitions;
  /** The server's time, an instant with offset. */
  date: string;
  /** Name and version of the server that made the report. */
  server: string;
}

function missingByArm(
  subjects: readonly SubjectOutcome[],
  arms: readonly PlannedArm[],
): ReportedOutcome['missing'] {
  return arms.map(({ code }) => {
    const reasons = subjects.flatMap(({ inInitialPopulation, arm, reason }) =>
      inInitialPopulation && arm === code && reason !== null ? [reason] : [],
    );
    return { arm: code, n: reasons.length, reasons: countReasons(reasons) };
  });
}

/** Adjusts the primary p-values within each family; one list of p-values an outcome. */
function adjustWithinFamilies(
  outcomes: readonly OutcomeResult[],
  plan: AnalysisPlan,
): Map<string, (number | null)[]> {
  const adjusted = new Map<string, (number | null)[]>();
  for (const family of plan.families) {
    const members = outcomes.filter((outcome) => outcome.family === family.code);
    const pValues = members.map((outcome) => primaryPValues(outcome.primary));
    const flat = holm(pValues.flat());
    for (const [i, outcome] of members.entries())
      adjusted.set(outcome.key, flat.splice(0, pValues[i]!.length));
  }
  return adjusted;
}

function setCounts(lines: readonly SubjectLine[], arms: readonly PlannedArm[]): OutcomeReport['setCounts'] {
  return arms.map(({ code }) => ({
    arm: code,
    randomised: lines.filter((line) => line.assignedArm === code).length,
    safety: lines.filter((line) => line.actualArm === code).length,
    perProtocol: lines.filter((line) => line.assignedArm === code && line.sets.perProtocol).length,
  }));
}

async function readFacts(subjects: readonly SubjectBundle[], study: Study): Promise<SubjectFacts[]> {
  const facts: SubjectFacts[] = [];
  for (const subject of subjects) {
    await nextTurn();
    facts.push(readSubjectFacts(subject, study));
  }
  return facts;
}

/**
 * Makes the outcome report: all Measures of the plan over all subjects, adjusted p-values, flow, sets, adverse events
 * and the listing of every result, plus one MeasureReport an outcome. Yields to the event loop between subjects.
 */
export async function outcomeReport(
  input: OutcomeReportInput,
): Promise<{ report: OutcomeReport; measureReports: MeasureReport[] }> {
  const { study, subjects, definitions, date, server } = input;
  const { plan, researchStudy } = study;
  const facts = await readFacts(subjects, study);
  const evaluated: OutcomeResult[] = [];
  for (const measure of study.measures) {
    evaluated.push((await evaluateMeasure({ measure, study, subjects, definitions, date, facts })).outcome);
  }
  const adjusted = adjustWithinFamilies(evaluated, plan);
  const lines = facts.map(({ usubjid, status, assignedArm, actualArm, firstDose }, i) => ({
    usubjid,
    status,
    assignedArm,
    actualArm,
    firstDose,
    doseVisits: doseVisitsGiven(facts[i]!, study),
    sets: analysisSets(facts[i]!, study),
  }));
  const sets = lines.map((line) => line.sets);
  const synthetic = facts.some((one) => one.synthetic);
  const { version, status, alpha, timezone, referenceArm, families, timepoints } = plan;
  const report: OutcomeReport = {
    title: String(researchStudy.title ?? localReference(researchStudy)),
    registryId: plan.registryId,
    date,
    synthetic,
    statements: synthetic ? [plan.syntheticData.statement, ...plan.statements] : plan.statements,
    methods: plan.methods,
    plan: { version, status, alpha, timezone, referenceArm, families, timepoints },
    arms: plan.arms,
    provenance: {
      ...(await dataSetHash(subjects)),
      study: versionedReference(researchStudy),
      server,
      planVersion: version,
    },
    flow: consortFlow(facts, study),
    setCounts: setCounts(lines, plan.arms),
    subjects: lines,
    outcomes: evaluated.map((outcome) => ({
      ...outcome,
      pAdjusted: adjusted.get(outcome.key) ?? [],
      missing: missingByArm(outcome.subjects, plan.arms),
    })),
    adverseEvents: adverseEvents(subjects, facts, study),
    listing: evaluated.flatMap((outcome) => listResults(outcome, facts, sets, study)),
  };
  const measureReports = evaluated.map((outcome, i) =>
    measureReport(outcome, study.measures[i]!, study, date, adjusted.get(outcome.key)),
  );
  return { report, measureReports };
}
