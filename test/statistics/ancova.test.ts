import { ancova } from '#statistics/ancova.ts';
import { geometricRatio } from '#statistics/geometric-ratio.ts';
import type { LinearEstimate } from '#statistics/least-squares.ts';
import { estimated, expectClose, golden, pairs } from './golden.ts';

function expectEstimate(actual: LinearEstimate, expected: Record<string, number>) {
  expectClose(actual.estimate, expected.estimate!);
  expectClose(actual.se, expected.se!);
  if (expected.t !== undefined) expectClose(actual.t, expected.t);
  if (expected.p !== undefined) expectClose(actual.p, expected.p, 1e-8);
  if (expected.ci95_low !== undefined) expectClose(actual.ci.low, expected.ci95_low);
  if (expected.ci95_high !== undefined) expectClose(actual.ci.high, expected.ci95_high);
}

const expected = golden.ancova;

it('fits month 3 on baseline and arm as R does', () => {
  const fit = estimated(ancova(pairs('A'), pairs('B')));
  expect([fit.n, fit.df]).toEqual([expected.n, expected.df_residual]);
  expectEstimate(fit.difference, expected.value_model.arm_A_minus_B);
  expectEstimate(fit.slope, expected.value_model.baseline);
  expectEstimate(fit.intercept, expected.value_model.intercept);
  expectClose(fit.residualSd, expected.value_model.residual_se);
  expectClose(fit.atBaseline, expected.ls_means_value.at_baseline);
  expectEstimate(fit.leastSquaresMeans.comparison, expected.ls_means_value.A);
  expectEstimate(fit.leastSquaresMeans.reference, expected.ls_means_value.B);
  expectEstimate(fit.slopeHomogeneity as LinearEstimate, expected.slope_homogeneity_interaction);
});

it('gives the same arm effect for the change', () => {
  const change = (arm: 'A' | 'B') => pairs(arm).map((p) => ({ ...p, followUp: p.followUp - p.baseline }));
  const fit = estimated(ancova(change('A'), change('B')));
  expectEstimate(fit.difference, expected.change_model.arm_A_minus_B);
  expectEstimate(fit.slope, expected.change_model.baseline);
  expectEstimate(fit.leastSquaresMeans.comparison, expected.ls_means_change.A);
});

it('is the ratio of geometric means on the log scale', () => {
  const exponential = (arm: 'A' | 'B') =>
    pairs(arm).map((p) => ({ baseline: Math.exp(p.baseline), followUp: Math.exp(p.followUp) }));
  const fit = estimated(geometricRatio(exponential('A'), exponential('B')));
  const difference = expected.value_model.arm_A_minus_B;
  expectClose(fit.ratio, Math.exp(difference.estimate));
  expectClose(fit.ci.low, Math.exp(difference.ci95_low));
  expectClose(fit.ci.high, Math.exp(difference.ci95_high));
  expectClose(fit.p, difference.p, 1e-8);
});

describe('what cannot be estimated says so', () => {
  const some = [
    { baseline: 1, followUp: 2 },
    { baseline: 2, followUp: 2.5 },
    { baseline: 3, followUp: 3.7 },
  ];
  const flat = some.map((p) => ({ ...p, baseline: 5 }));
  it.each([
    ['an empty arm', ancova(some, [])],
    ['a constant baseline', ancova(flat, flat)],
    [
      'a perfect fit',
      ancova(
        some.map((p) => ({ ...p, followUp: p.baseline })),
        some.map((p) => ({ ...p, followUp: p.baseline })),
      ),
    ],
    ['the logarithm of zero', geometricRatio(some, [...some, { baseline: 0, followUp: 1 }])],
  ])('%s', (_, result) => {
    expect(result).toEqual({ estimable: false, reason: expect.any(String) });
  });
});
