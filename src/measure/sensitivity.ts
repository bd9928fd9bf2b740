import type { AnalysedPair } from '#measure/analyse-pairs.ts';
import { type CensoredAs, isCensored, meanValue, withoutBinaryNoise } from '#measure/numeric-value.ts';
import type { Result } from '#measure/read-result.ts';
import type { SubjectOutcome } from '#measure/subject-outcome.ts';
import type { SensitivityCode } from '#study/analysis-plan.ts';

/** Who is per protocol as far as doses and deviations decide. */
export type PerProtocol = (usubjid: string) => boolean;

function pair(outcome: SubjectOutcome, followUp: Result | null, censoredAs: CensoredAs): AnalysedPair[] {
  const baseline = outcome.baseline.chosen;
  if (!outcome.inInitialPopulation || !outcome.arm || !baseline || !followUp) return [];
  const values = { baseline: meanValue(baseline, censoredAs), followUp: meanValue(followUp, censoredAs) };
  const asMeasured = followUp === outcome.followUp.chosen && censoredAs === 'half-limit';
  return [
    {
      usubjid: outcome.usubjid,
      arm: outcome.arm,
      ...values,
      change:
        asMeasured && outcome.change !== null
          ? outcome.change
          : withoutBinaryNoise(values.followUp - values.baseline),
      followUpResult: followUp,
      censored: isCensored(baseline) || isCensored(followUp),
    },
  ];
}

function isAnalysed(outcome: SubjectOutcome): boolean {
  return outcome.inMeasurePopulation && !outcome.excluded;
}

/** The primary set: randomised subjects in the measure population and not excluded, as assigned. */
export function primaryPairs(
  outcomes: readonly SubjectOutcome[],
  censoredAs: CensoredAs = 'half-limit',
): AnalysedPair[] {
  return outcomes.filter(isAnalysed).flatMap((outcome) => pair(outcome, outcome.followUp.chosen, censoredAs));
}

function isIncomparable(outcome: SubjectOutcome): boolean {
  return outcome.flags.includes('approximate-unit-basis') || outcome.flags.includes('assay-class-differs');
}

const variants: Record<
  SensitivityCode,
  (outcomes: readonly SubjectOutcome[], perProtocol: PerProtocol) => AnalysedPair[]
> = {
  'per-protocol': (outcomes, perProtocol) =>
    primaryPairs(outcomes.filter(({ usubjid }) => perProtocol(usubjid))),
  'out-of-window': (outcomes) =>
    outcomes
      .filter((outcome) => !isIncomparable(outcome))
      .flatMap((outcome) =>
        pair(outcome, outcome.followUp.chosen ?? outcome.anyTimeFollowUp.chosen, 'half-limit'),
      ),
  'flagged-values': (outcomes) =>
    outcomes.flatMap((outcome) => pair(outcome, outcome.followUp.chosen, 'half-limit')),
  'censored-at-limit': (outcomes) => primaryPairs(outcomes, 'limit'),
  'baseline-carried-forward': (outcomes) =>
    outcomes
      .filter((outcome) => !isIncomparable(outcome))
      .flatMap((outcome) => pair(outcome, outcome.followUp.chosen ?? outcome.baseline.chosen, 'half-limit')),
};

/** The pairs of one sensitivity analysis. */
export function sensitivityPairs(
  code: SensitivityCode,
  outcomes: readonly SubjectOutcome[],
  perProtocol: PerProtocol,
): AnalysedPair[] {
  return variants[code](outcomes, perProtocol);
}
