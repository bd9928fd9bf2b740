import { rankValue, withoutBinaryNoise } from '#measure/numeric-value.ts';
import type { Result } from '#measure/read-result.ts';
import { type Ancova, ancova } from '#statistics/ancova.ts';
import { type Description, describe } from '#statistics/describe.ts';
import type { Estimable, Interval } from '#statistics/estimable.ts';
import { type GeometricRatio, geometricRatio } from '#statistics/geometric-ratio.ts';
import { type HedgesG, hedgesG } from '#statistics/hedges-g.ts';
import {
  type HodgesLehmann,
  hodgesLehmannOneSample,
  hodgesLehmannTwoSample,
} from '#statistics/hodges-lehmann.ts';
import { type MannWhitney, mannWhitney } from '#statistics/mann-whitney.ts';
import { type PairedT, pairedT } from '#statistics/paired-t.ts';
import { type WelchT, welchT } from '#statistics/welch-t.ts';
import { type WilcoxonSignedRank, wilcoxonSignedRank } from '#statistics/wilcoxon-signed-rank.ts';
import type { AnalysisPlan, PlannedOutcome } from '#study/analysis-plan.ts';

/** One analysed subject: the numbers that means use, and the results behind them for ranks. */
export interface AnalysedPair {
  usubjid: string;
  arm: string;
  baseline: number;
  followUp: number;
  change: number;
  followUpResult: Result;
  /** Either value is beyond a limit of quantification. */
  censored: boolean;
}

export interface ArmAnalysis {
  arm: string;
  n: number;
  baseline: Description;
  followUp: Description;
  change: Description;
  pairedT: Estimable<PairedT>;
  wilcoxon: Estimable<WilcoxonSignedRank>;
  hodgesLehmann: Estimable<HodgesLehmann>;
  /** Log-scale outcomes: geometric mean of follow-up over baseline within the arm. */
  geometricChange: Estimable<{ ratio: number; ci: Interval; p: number }> | null;
}

export interface ArmComparison {
  comparison: string;
  reference: string;
  /** Method of the primary p-value. */
  primary: 'ancova' | 'ancova-log';
  ancova: Estimable<Ancova>;
  geometricRatio: Estimable<GeometricRatio> | null;
  welch: Estimable<WelchT>;
  /** Ranks of the change, or of the follow-up value when a value of the outcome is censored. */
  mannWhitney: Estimable<MannWhitney> & { on: 'change' | 'follow-up' };
  hodgesLehmann: Estimable<HodgesLehmann>;
  hedgesG: Estimable<HedgesG>;
}

/** All figures of one outcome on one set of subjects. */
export interface Analysis {
  n: number;
  censored: number;
  arms: ArmAnalysis[];
  comparisons: ArmComparison[];
}

function geometricChange(pairs: readonly AnalysedPair[], alpha: number): ArmAnalysis['geometricChange'] {
  if (pairs.some((pair) => pair.baseline <= 0 || pair.followUp <= 0)) {
    return { estimable: false, reason: 'a value is zero or negative and has no logarithm' };
  }
  const test = pairedT(
    pairs.map((pair) => withoutBinaryNoise(Math.log(pair.followUp / pair.baseline))),
    alpha,
  );
  if (!test.estimable) return test;
  const { estimate, ci, p } = test;
  return {
    estimable: true,
    ratio: Math.exp(estimate),
    ci: { low: Math.exp(ci.low), high: Math.exp(ci.high) },
    p,
  };
}

function analyseArm(
  arm: string,
  pairs: readonly AnalysedPair[],
  outcome: PlannedOutcome,
  alpha: number,
): ArmAnalysis {
  const changes = pairs.map((pair) => pair.change);
  return {
    arm,
    n: pairs.length,
    baseline: describe(
      pairs.map((pair) => pair.baseline),
      alpha,
    ),
    followUp: describe(
      pairs.map((pair) => pair.followUp),
      alpha,
    ),
    change: describe(changes, alpha),
    pairedT: pairedT(changes, alpha),
    wilcoxon: wilcoxonSignedRank(changes),
    hodgesLehmann: hodgesLehmannOneSample(changes, alpha),
    geometricChange: outcome.scale === 'log' ? geometricChange(pairs, alpha) : null,
  };
}

function compareRanks(
  comparison: readonly AnalysedPair[],
  reference: readonly AnalysedPair[],
): ArmComparison['mannWhitney'] {
  const on = [...comparison, ...reference].some((pair) => pair.censored) ? 'follow-up' : 'change';
  const values = (pairs: readonly AnalysedPair[]) =>
    pairs.map((pair) => (on === 'change' ? pair.change : rankValue(pair.followUpResult)));
  return { ...mannWhitney(values(comparison), values(reference)), on };
}

function compareArms(
  [comparison, comparisonPairs]: [string, readonly AnalysedPair[]],
  [reference, referencePairs]: [string, readonly AnalysedPair[]],
  outcome: PlannedOutcome,
  alpha: number,
): ArmComparison {
  const changes = [comparisonPairs, referencePairs].map((pairs) => pairs.map((pair) => pair.change));
  const [first, second] = changes as [number[], number[]];
  const logScale = outcome.scale === 'log';
  return {
    comparison,
    reference,
    primary: logScale ? 'ancova-log' : 'ancova',
    ancova: ancova(comparisonPairs, referencePairs, alpha),
    geometricRatio: logScale ? geometricRatio(comparisonPairs, referencePairs, alpha) : null,
    welch: welchT(first, second, alpha),
    mannWhitney: compareRanks(comparisonPairs, referencePairs),
    hodgesLehmann: hodgesLehmannTwoSample(first, second, alpha),
    hedgesG: hedgesG(first, second, alpha),
  };
}

/** Describes each arm and compares every other arm with the reference arm of the plan. */
export function analysePairs(
  pairs: readonly AnalysedPair[],
  outcome: PlannedOutcome,
  plan: AnalysisPlan,
): Analysis {
  const inArm = (code: string) => pairs.filter((pair) => pair.arm === code);
  const reference: [string, AnalysedPair[]] = [plan.referenceArm, inArm(plan.referenceArm)];
  return {
    n: pairs.length,
    censored: pairs.filter((pair) => pair.censored).length,
    arms: plan.arms.map(({ code }) => analyseArm(code, inArm(code), outcome, plan.alpha)),
    comparisons: plan.arms
      .filter(({ code }) => code !== plan.referenceArm)
      .map(({ code }) => compareArms([code, inArm(code)], reference, outcome, plan.alpha)),
  };
}
