import type { Resource } from '#fhir/resource.ts';
import type { Environment } from '#fhirpath/compile-expression.ts';
import {
  type CompiledMeasure,
  evaluateValues,
  holds,
  type PopulationCode,
} from '#measure/compile-measure.ts';
import { missingReason } from '#measure/missing-reason.ts';
import { isBelowLimit, meanValue, withoutBinaryNoise } from '#measure/numeric-value.ts';
import { analyteCodes, type Result, readResult } from '#measure/read-result.ts';
import type { Flag, Selection, SubjectOutcome } from '#measure/subject-outcome.ts';
import type { Timepoint } from '#study/analysis-plan.ts';
import type { Study } from '#study/load-study.ts';
import { windowVariables } from '#study/schedule.ts';
import { selectCandidate } from '#study/select-candidate.ts';
import type { SubjectBundle } from '#study/subject-bundle.ts';
import type { SubjectFacts } from '#study/subject-facts.ts';
import type { AnalyteRule } from '#units/analyte-rules.ts';

interface Variables {
  environment: Environment;
  dayZero: number | null;
}

/** What the expressions can name before the Measure's own variables: the subject, the study, the analyte's codes. */
function initialEnvironment(analyte: AnalyteRule, subject: string, study: string): Environment {
  return {
    subject,
    study,
    codeSystem: analyte.system,
    codes: analyteCodes(analyte),
    capillaryCodes: Object.keys(analyte.capillaryLoincNotForPrimary ?? {}),
    fastingDependentCodes: Object.keys(analyte.needsFastingEvidenceLoinc ?? {}),
  };
}

/** Evaluates the variables in order; once the anchor is known, the windows counted from it join them. */
function evaluateVariables(
  measure: CompiledMeasure,
  analyte: AnalyteRule,
  subject: SubjectBundle,
  study: Study,
): Variables {
  const environment = initialEnvironment(analyte, subject.subject, study.plan.study);
  let dayZero: number | null = null;
  for (const { name, expression } of measure.variables) {
    const values = evaluateValues(expression, subject.bundle, environment);
    environment[name] = values;
    if (name === study.plan.variables.anchor) {
      dayZero = values.length === 0 ? null : study.calendar.dayOf(String(values[0]));
      Object.assign(environment, windowVariables(study.schedule, study.calendar, dayZero));
    }
  }
  return { environment, dayZero };
}

function resultsOf(
  variable: string,
  { environment, dayZero }: Variables,
  analyte: AnalyteRule,
  study: Study,
): Result[] {
  const observations = (environment[variable] ?? []) as Resource[];
  return observations.map((observation) => readResult(observation, analyte, study, dayZero));
}

function select(timepoint: Timepoint, results: readonly Result[], study: Study): Selection {
  const candidates = results.filter((result) => result.value !== null);
  const target = study.schedule.visits.get(timepoint.visit)?.target ?? 0;
  const { chosen, decidedBy } = selectCandidate(candidates, timepoint.select, target);
  return {
    chosen,
    rule: timepoint.select,
    decidedBy,
    candidates: candidates.map((candidate) => candidate.version),
  };
}

function flagsOf(
  baseline: Result | null,
  followUp: Result | null,
  variables: Variables,
  study: Study,
): Flag[] {
  const firstDose = variables.environment[study.plan.variables.firstDose] as unknown[] | undefined;
  const flags: [Flag, boolean][] = [
    ['anchor-is-randomisation', variables.dayZero !== null && !firstDose?.length],
    ['baseline-below-limit', baseline !== null && isBelowLimit(baseline)],
    ['follow-up-below-limit', followUp !== null && isBelowLimit(followUp)],
    [
      'approximate-unit-basis',
      baseline !== null && followUp !== null && (baseline.approximate || followUp.approximate),
    ],
    [
      'assay-class-differs',
      baseline !== null && followUp !== null && baseline.methodClass !== followUp.methodClass,
    ],
  ];
  return flags.flatMap(([flag, raised]) => (raised ? [flag] : []));
}

/** Evaluates population criteria, stratifier and observation with the selected values as variables. */
function evaluateCriteria(
  measure: CompiledMeasure,
  subject: SubjectBundle,
  environment: Environment,
  study: Study,
) {
  const inPopulation = (code: PopulationCode) =>
    holds(measure.populations[code], subject.bundle, environment);
  const inInitialPopulation = inPopulation('initial-population');
  const [change] = evaluateValues(measure.populations['measure-observation'], subject.bundle, environment);
  const [stratum] = evaluateValues(measure.stratifier, subject.bundle, environment);
  return {
    arm: study.plan.arms.find((arm) => arm.name === stratum)?.code ?? null,
    inInitialPopulation,
    inMeasurePopulation: inInitialPopulation && inPopulation('measure-population'),
    excluded: inInitialPopulation && inPopulation('measure-population-exclusion'),
    change: change === undefined ? null : withoutBinaryNoise(Number(change)),
  };
}

/**
 * Evaluates one Measure for one subject: variables, selection of values by the plan's rules, population criteria,
 * observation and stratifier. The subject's bundle is the context of every expression.
 */
export function evaluateSubject(
  measure: CompiledMeasure,
  analyte: AnalyteRule,
  subject: SubjectBundle,
  facts: SubjectFacts,
  study: Study,
): SubjectOutcome {
  const { timepoints, variables: names } = study.plan;
  const variables = evaluateVariables(measure, analyte, subject, study);
  const selectFrom = (timepoint: Timepoint, candidates: string) =>
    select(timepoint, resultsOf(candidates, variables, analyte, study), study);
  const baseline = selectFrom(timepoints.baseline, timepoints.baseline.candidates);
  const followUp = selectFrom(timepoints.followUp, timepoints.followUp.candidates);
  const flags = flagsOf(baseline.chosen, followUp.chosen, variables, study);
  const criteria = evaluateCriteria(
    measure,
    subject,
    {
      ...variables.environment,
      [timepoints.baseline.variable]: baseline.chosen ? meanValue(baseline.chosen) : [],
      [timepoints.followUp.variable]: followUp.chosen ? meanValue(followUp.chosen) : [],
      comparable: !flags.includes('approximate-unit-basis') && !flags.includes('assay-class-differs'),
    },
    study,
  );
  const outcome = {
    subject: subject.subject,
    usubjid: facts.usubjid,
    ...criteria,
    baseline,
    followUp,
    anyTimeFollowUp: selectFrom(
      timepoints.followUp,
      timepoints.followUp.anyTimeCandidates ?? timepoints.followUp.candidates,
    ),
    flags,
    results: resultsOf(names.reported, variables, analyte, study),
    evaluated: [
      facts.version,
      facts.anchorVersion,
      baseline.chosen?.version,
      followUp.chosen?.version,
    ].filter((v) => v != null),
  };
  return { ...outcome, reason: missingReason(outcome, facts, study) };
}
