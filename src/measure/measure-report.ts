import type { Resource } from '#fhir/resource.ts';
import type { ArmAnalysis } from '#measure/analyse-pairs.ts';
import type { OutcomeResult } from '#measure/evaluate-measure.ts';
import { armStatistics, comparisonStatistics, statisticExtension } from '#measure/outcome-statistic.ts';
import { primaryEstimate } from '#measure/primary-estimate.ts';
import type { Study } from '#study/load-study.ts';

export type MeasureReport = Resource & { resourceType: 'MeasureReport' };

const POPULATION = 'http://terminology.hl7.org/CodeSystem/measure-population';
const UCUM = 'http://unitsofmeasure.org';

function coded(system: string, code: string, display?: string) {
  return { coding: [{ system, code, ...(display ? { display } : {}) }] };
}

function quantity(value: number, unit: string) {
  return { value, unit, system: UCUM, code: unit };
}

function stratum(arm: ArmAnalysis, outcome: OutcomeResult, study: Study) {
  const { codeSystems, canonicalBase } = study.plan;
  const randomised = outcome.subjects.filter(
    (subject) => subject.inInitialPopulation && subject.arm === arm.arm,
  );
  return {
    extension: armStatistics(arm, study.plan.timepoints).map((statistic) =>
      statisticExtension(statistic, canonicalBase),
    ),
    value: coded(codeSystems.arm, arm.arm),
    population: [
      { code: coded(codeSystems.analysisSet, 'randomised'), count: randomised.length },
      { code: coded(codeSystems.analysisSet, 'itt-complete'), count: arm.n },
    ],
    ...(arm.change.mean === null
      ? {}
      : { measureScore: quantity(arm.change.mean, outcome.analyte.canonicalUnit) }),
  };
}

function group(outcome: OutcomeResult, study: Study, pAdjusted: readonly (number | null)[]) {
  const { codeSystems, canonicalBase } = study.plan;
  const { analyte, counts, primary } = outcome;
  const estimate = primary.comparisons[0] ? primaryEstimate(primary.comparisons[0]) : null;
  const analyteCode = analyte.system === codeSystems.analyte ? analyte.code : analyte.key;
  const statistics = primary.comparisons
    .flatMap((comparison, i) => comparisonStatistics(comparison, pAdjusted[i] ?? null))
    .map((statistic) => statisticExtension(statistic, canonicalBase));
  return {
    ...(statistics.length > 0 ? { extension: statistics } : {}),
    code: coded(codeSystems.analyte, analyteCode, analyte.name),
    population: [
      { code: coded(POPULATION, 'initial-population'), count: counts.initialPopulation },
      { code: coded(POPULATION, 'measure-population'), count: counts.measurePopulation },
      { code: coded(POPULATION, 'measure-population-exclusion'), count: counts.excluded },
    ],
    ...(estimate
      ? { measureScore: quantity(estimate.value, estimate.scale === 'ratio' ? '1' : analyte.canonicalUnit) }
      : {}),
    stratifier: [
      {
        code: [coded(codeSystems.stratifier, 'assigned-arm')],
        stratum: primary.arms.map((arm) => stratum(arm, outcome, study)),
      },
    ],
  };
}

/**
 * One outcome as MeasureReport of type summary (measurereport.html): measureScore is the adjusted difference (or ratio)
 * between the arms, every other figure an outcome-statistic extension; evaluatedResource cites the versions read.
 * `pAdjusted`: p-values adjusted over the family, known once all outcomes of the family are evaluated.
 */
export function measureReport(
  outcome: OutcomeResult,
  measure: Resource,
  study: Study,
  date: string,
  pAdjusted: readonly (number | null)[] = [],
): MeasureReport {
  const { researchStudy, plan } = study;
  const evaluated = [...new Set(outcome.subjects.flatMap((subject) => subject.evaluated))];
  return {
    resourceType: 'MeasureReport',
    meta: { profile: [plan.measureReportProfile] },
    status: 'complete',
    type: 'summary',
    measure: outcome.measure,
    date,
    ...(researchStudy.sponsor ? { reporter: researchStudy.sponsor } : {}),
    period: researchStudy.period,
    ...(measure.improvementNotation ? { improvementNotation: measure.improvementNotation } : {}),
    group: [group(outcome, study, pAdjusted)],
    ...(evaluated.length > 0 ? { evaluatedResource: evaluated.map((reference) => ({ reference })) } : {}),
  };
}
