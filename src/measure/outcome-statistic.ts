import type { ArmAnalysis, ArmComparison } from '#measure/analyse-pairs.ts';
import type { Description } from '#statistics/describe.ts';
import type { Estimable, Interval } from '#statistics/estimable.ts';
import type { PairedT } from '#statistics/paired-t.ts';
import type { AnalysisPlan } from '#study/analysis-plan.ts';
import { type Extension, trialExtension } from '#study/extension.ts';

/** One figure of the report: names as in the extension outcome-statistic. */
export interface OutcomeStatistic {
  name: string;
  n?: number;
  estimate?: number | null;
  stdErr?: number | null;
  ci?: Interval | null;
  statistic?: number;
  df?: number;
  pValue?: number;
  pAdjusted?: number | null;
  method?: string;
}

/** The figure as extension; what is not estimable is left out, never written as NaN. */
export function statisticExtension(statistic: OutcomeStatistic, canonicalBase: string): Extension {
  const { name, n, estimate, stdErr, ci, statistic: value, df, pValue, pAdjusted, method } = statistic;
  const decimals: [string, number | null | undefined][] = [
    ['estimate', estimate],
    ['stdErr', stdErr],
    ['ciLow', ci?.low],
    ['ciHigh', ci?.high],
    ['statistic', value],
    ['df', df],
    ['pValue', pValue],
    ['pAdjusted', pAdjusted],
  ];
  return {
    url: trialExtension(canonicalBase, 'outcome-statistic'),
    extension: [
      { url: 'name', valueCode: name },
      ...(n === undefined ? [] : [{ url: 'n', valueInteger: n }]),
      ...decimals.flatMap(([url, decimal]) => (decimal == null ? [] : [{ url, valueDecimal: decimal }])),
      ...(method ? [{ url: 'method', valueString: method }] : []),
    ],
  };
}

function described(name: string, { n, mean, se, ci }: Description): OutcomeStatistic {
  return { name, n, estimate: mean, stdErr: se, ci };
}

/** The figure of a result that could be estimated; else none. */
function whenEstimable<T>(
  result: Estimable<T> | null,
  toStatistic: (estimated: T) => OutcomeStatistic,
): OutcomeStatistic[] {
  return result?.estimable ? [toStatistic(result)] : [];
}

/** Estimate with its t statistics, as every t-based method gives it. */
function tBased(
  name: string,
  n: number,
  { estimate, se, ci, t, df, p }: Omit<PairedT, 'n' | 'dz'>,
): OutcomeStatistic {
  return { name, n, estimate, stdErr: se, ci, statistic: t, df, pValue: p };
}

/** The figures within one arm. */
export function armStatistics(arm: ArmAnalysis, timepoints: AnalysisPlan['timepoints']): OutcomeStatistic[] {
  return [
    described(`describe-${timepoints.baseline.code}`, arm.baseline),
    described(`describe-${timepoints.followUp.code}`, arm.followUp),
    described('describe-change', arm.change),
    ...whenEstimable(arm.pairedT, (test) => tBased('paired-t', test.n, test)),
    ...whenEstimable(arm.wilcoxon, ({ n, v, p, method }) => ({
      name: 'wilcoxon-signed-rank',
      n,
      statistic: v,
      pValue: p,
      method,
    })),
    ...whenEstimable(arm.hodgesLehmann, ({ estimate, ci }) => ({ name: 'hodges-lehmann', estimate, ci })),
  ];
}

/** The figures between two arms; `pAdjusted` belongs to the primary method. */
export function comparisonStatistics(
  comparison: ArmComparison,
  pAdjusted: number | null,
): OutcomeStatistic[] {
  const adjusted = (name: ArmComparison['primary']) => (name === comparison.primary ? { pAdjusted } : {});
  return [
    ...whenEstimable(comparison.geometricRatio, ({ n, ratio, ci, seLog, t, df, p }) => ({
      ...tBased('ancova-log', n, { estimate: ratio, se: seLog, ci, t, df, p }),
      method: 'ratio of geometric means; stdErr of its logarithm',
      ...adjusted('ancova-log'),
    })),
    ...whenEstimable(comparison.ancova, ({ n, difference }) => ({
      ...tBased('ancova', n, difference),
      ...adjusted('ancova'),
    })),
    ...whenEstimable(comparison.welch, (test) => tBased('welch-t', test.n[0] + test.n[1], test)),
    ...whenEstimable(comparison.mannWhitney, ({ n, u, p, method }) => ({
      name: 'mann-whitney-u',
      n: n[0] + n[1],
      statistic: u,
      pValue: p,
      method: `${method}, on ${comparison.mannWhitney.on}`,
    })),
    ...whenEstimable(comparison.hodgesLehmann, ({ estimate, ci }) => ({
      name: 'hodges-lehmann',
      estimate,
      ci,
    })),
    ...whenEstimable(comparison.hedgesG, ({ g, se, ci }) => ({
      name: 'hedges-g',
      estimate: g,
      stdErr: se,
      ci,
    })),
  ];
}
