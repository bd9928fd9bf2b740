import type { OutcomeResult } from '#measure/evaluate-measure.ts';
import { meanValue } from '#measure/numeric-value.ts';
import type { Result } from '#measure/read-result.ts';
import type { SubjectOutcome } from '#measure/subject-outcome.ts';
import type { AnalysisSets } from '#study/analysis-sets.ts';
import type { Study } from '#study/load-study.ts';
import type { SubjectFacts } from '#study/subject-facts.ts';
import { inRegisteredUnit } from '#units/registered-unit.ts';

/** One reported result of one subject: as received, as analysed, and which sets and analyses it is in. */
export interface ListedResult {
  usubjid: string;
  armAssigned: string | null;
  armActual: string | null;
  outcome: string;
  /** Label of the timepoint for which the result was chosen; null for one that was not. */
  visit: string | null;
  /** Local days from day 0. */
  day: number | null;
  date: string;
  value: string | null;
  unit: string;
  comparator: string | null;
  /** The canonical value in the unit of the registry entry. */
  registered: { value: string; unit: string } | null;
  originalValue: string | null;
  originalUnit: string | null;
  code: string | null;
  rule: string | null;
  /** Numbers that the means use. */
  base: number | null;
  change: number | null;
  isBaseline: boolean;
  isAnalysed: boolean;
  sets: Pick<AnalysisSets, 'randomised' | 'safety' | 'perProtocol'>;
  status: string;
  note: string | null;
  source: string;
}

function chosenAs(result: Result, subject: SubjectOutcome): 'baseline' | 'followUp' | null {
  if (result.version === subject.baseline.chosen?.version) return 'baseline';
  return result.version === subject.followUp.chosen?.version ? 'followUp' : null;
}

/** Every reported result of an outcome; `facts` and `sets` in the order of the outcome's subjects. */
export function listResults(
  outcome: OutcomeResult,
  facts: readonly SubjectFacts[],
  sets: readonly AnalysisSets[],
  study: Study,
): ListedResult[] {
  const analyte = study.analytes.analytes.get(outcome.analyte.key);
  return outcome.subjects.flatMap((subject, i) => {
    const analysed = subject.inMeasurePopulation && !subject.excluded;
    const base = subject.baseline.chosen ? meanValue(subject.baseline.chosen) : null;
    return subject.results.map((result) => {
      const role = chosenAs(result, subject);
      const { randomised, safety, perProtocol } = sets[i]!;
      return {
        usubjid: subject.usubjid,
        armAssigned: facts[i]!.assignedArm,
        armActual: facts[i]!.actualArm,
        outcome: outcome.key,
        visit: role ? study.plan.timepoints[role].label : null,
        day: result.day,
        date: result.effective,
        value: result.value,
        unit: result.unit,
        comparator: result.comparator,
        registered: analyte && result.value !== null ? inRegisteredUnit(analyte, result.value) : null,
        originalValue: result.original?.value ?? null,
        originalUnit: result.original?.unit ?? null,
        code: result.loinc,
        rule: result.rule,
        base,
        change: role === 'followUp' ? subject.change : null,
        isBaseline: role === 'baseline',
        isAnalysed: analysed && role !== null,
        sets: { randomised, safety, perProtocol },
        status: result.status,
        note: result.refused ?? (result.absentReason ? `no value: ${result.absentReason}` : null),
        source: result.version,
      };
    });
  });
}
