import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Definitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { type Analysis, analysePairs } from '#measure/analyse-pairs.ts';
import { compileMeasure } from '#measure/compile-measure.ts';
import { evaluateSubject } from '#measure/evaluate-subject.ts';
import { type MeasureReport, measureReport } from '#measure/measure-report.ts';
import { primaryPairs, sensitivityPairs } from '#measure/sensitivity.ts';
import type { SubjectOutcome } from '#measure/subject-outcome.ts';
import type { PlannedOutcome, SensitivityCode } from '#study/analysis-plan.ts';
import { analysisSets } from '#study/analysis-sets.ts';
import type { Study } from '#study/load-study.ts';
import type { SubjectBundle } from '#study/subject-bundle.ts';
import { readSubjectFacts, type SubjectFacts } from '#study/subject-facts.ts';
import type { AnalyteRule } from '#units/analyte-rules.ts';

export interface SensitivityAnalysis {
  code: SensitivityCode;
  label: string;
  /** The same subjects with the same values as the primary analysis: nothing to add. */
  unchanged: boolean;
  analysis: Analysis;
}

/** One outcome: who, which values, which figures. */
export interface OutcomeResult {
  key: string;
  label: string;
  /** Canonical of the Measure with its version. */
  measure: string;
  family: string;
  scale: PlannedOutcome['scale'];
  analyte: Pick<
    AnalyteRule,
    'key' | 'name' | 'system' | 'code' | 'canonicalUnit' | 'registeredUnit' | 'improvement' | 'decimals'
  >;
  counts: { initialPopulation: number; measurePopulation: number; excluded: number };
  subjects: SubjectOutcome[];
  primary: Analysis;
  sensitivity: SensitivityAnalysis[];
}

export interface EvaluateMeasureInput {
  measure: Resource;
  study: Study;
  subjects: readonly SubjectBundle[];
  definitions: Definitions;
  /** MeasureReport.date, an instant with offset. */
  date: string;
  /** Facts of the subjects in their order, when the caller has read them already. */
  facts?: readonly SubjectFacts[];
}

function plannedOutcome(measure: Resource, study: Study): { outcome: PlannedOutcome; analyte: AnalyteRule } {
  const outcome = study.plan.outcomes.find((planned) => planned.measure === measure.id);
  const analyte = outcome && study.analytes.analytes.get(outcome.analyte);
  if (!outcome || !analyte) throw new Error(`Measure/${measure.id} is not an outcome of the analysis plan`);
  return { outcome, analyte };
}

async function sensitivityAnalyses(
  subjects: readonly SubjectOutcome[],
  primary: ReturnType<typeof primaryPairs>,
  perProtocol: ReadonlySet<string>,
  outcome: PlannedOutcome,
  study: Study,
): Promise<SensitivityAnalysis[]> {
  const fingerprint = (pairs: typeof primary) =>
    JSON.stringify(pairs.map((p) => [p.usubjid, p.baseline, p.followUp]));
  const analyses: SensitivityAnalysis[] = [];
  for (const { code, label } of study.plan.sensitivity) {
    await nextTurn();
    const pairs = sensitivityPairs(code, subjects, (usubjid) => perProtocol.has(usubjid));
    const unchanged = fingerprint(pairs) === fingerprint(primary);
    analyses.push({ code, label, unchanged, analysis: analysePairs(pairs, outcome, study.plan) });
  }
  return analyses;
}

/**
 * Evaluates one Measure over all subjects (Measure/$evaluate-measure): values by the plan's rules, populations by the
 * Measure's FHIRPath, statistics by the plan, and a MeasureReport of type summary. Yields to the event loop between
 * subjects. Throws when the Measure is not an outcome of the plan or its expressions do not compile.
 */
export async function evaluateMeasure(
  input: EvaluateMeasureInput,
): Promise<{ outcome: OutcomeResult; measureReport: MeasureReport }> {
  const { measure, study, definitions, date } = input;
  const { outcome, analyte } = plannedOutcome(measure, study);
  const compiled = compileMeasure(measure, study.plan.canonicalBase, definitions);
  const subjects: SubjectOutcome[] = [];
  const perProtocol = new Set<string>();
  for (const [i, subject] of input.subjects.entries()) {
    await nextTurn();
    const facts = input.facts?.[i] ?? readSubjectFacts(subject, study);
    if (analysisSets(facts, study).perProtocol) perProtocol.add(facts.usubjid);
    subjects.push(evaluateSubject(compiled, analyte, subject, facts, study));
  }
  await nextTurn();
  const pairs = primaryPairs(subjects);
  const { key, name, system, code, canonicalUnit, registeredUnit, improvement, decimals } = analyte;
  const result: OutcomeResult = {
    key: outcome.key,
    label: outcome.label,
    measure: compiled.canonical,
    family: outcome.family,
    scale: outcome.scale,
    analyte: { key, name, system, code, canonicalUnit, registeredUnit, improvement, decimals },
    counts: {
      initialPopulation: subjects.filter((subject) => subject.inInitialPopulation).length,
      measurePopulation: subjects.filter((subject) => subject.inMeasurePopulation).length,
      excluded: subjects.filter((subject) => subject.excluded).length,
    },
    subjects,
    primary: analysePairs(pairs, outcome, study.plan),
    sensitivity: await sensitivityAnalyses(subjects, pairs, perProtocol, outcome, study),
  };
  return { outcome: result, measureReport: measureReport(result, measure, study, date) };
}
