import { hedgesG } from '#statistics/hedges-g.ts';
import { hodgesLehmannOneSample, hodgesLehmannTwoSample } from '#statistics/hodges-lehmann.ts';
import { mannWhitney } from '#statistics/mann-whitney.ts';
import { pairedT } from '#statistics/paired-t.ts';
import { welchT } from '#statistics/welch-t.ts';
import { wilcoxonSignedRank } from '#statistics/wilcoxon-signed-rank.ts';
import { changes, estimated, expectClose, golden } from './golden.ts';

describe.each(['A', 'B'] as const)('within arm %s', (arm) => {
  const expected = golden.within_arm[arm];

  it('paired t', () => {
    const r = estimated(pairedT(changes(arm)));
    expectClose(r.t, expected.paired_t.t);
    expect(r.df).toBe(expected.paired_t.df);
    expectClose(r.p, expected.paired_t.p, 1e-8);
    expectClose(r.estimate, expected.paired_t.estimate);
    expectClose(r.se, expected.paired_t.stderr);
    expectClose(r.ci.low, expected.paired_t.ci95_low);
    expectClose(r.ci.high, expected.paired_t.ci95_high);
    expectClose(r.dz, expected.cohen_dz);
  });

  it('Wilcoxon signed rank with ties', () => {
    const w = expected.wilcoxon_signed_rank;
    const r = estimated(wilcoxonSignedRank(changes(arm)));
    expect(r).toMatchObject({ v: w.V, n: w.n_nonzero, zeros: w.n_zero, method: 'normal-continuity' });
    expectClose(r.p, w.p_normal_continuity, 1e-8);
  });

  it('Hodges-Lehmann pseudo-median', () => {
    const r = estimated(hodgesLehmannOneSample(changes(arm)));
    expectClose(r.estimate, expected.wilcoxon_signed_rank.hodges_lehmann_walsh_median);
  });
});

describe('between arms', () => {
  const expected = golden.between_arms_change;
  const [a, b] = [changes('A'), changes('B')];

  it('Welch t', () => {
    const r = estimated(welchT(a, b));
    expectClose(r.t, expected.welch_t.t);
    expectClose(r.df, expected.welch_t.df);
    expectClose(r.p, expected.welch_t.p, 1e-8);
    expectClose(r.estimate, expected.welch_t.estimate);
    expectClose(r.se, expected.welch_t.stderr);
    expectClose(r.ci.low, expected.welch_t.ci95_low);
    expectClose(r.ci.high, expected.welch_t.ci95_high);
  });

  it('Mann-Whitney U with ties', () => {
    const r = estimated(mannWhitney(a, b));
    expect(r.u).toBe(expected.mann_whitney.U_A);
    expect(estimated(mannWhitney(b, a)).u).toBe(expected.mann_whitney.U_B);
    expectClose(r.p, expected.mann_whitney.p_normal_continuity, 1e-8);
    expectClose(r.rankBiserial, expected.mann_whitney.rank_biserial_A_vs_B);
  });

  it('Hodges-Lehmann shift', () => {
    const r = estimated(hodgesLehmannTwoSample(a, b));
    expectClose(r.estimate, expected.mann_whitney.hodges_lehmann_pairwise_median);
  });

  it("Hedges' g", () => {
    const r = estimated(hedgesG(a, b));
    expectClose(r.g, expected.hedges_g_J_approx);
    expectClose(r.se, expected.hedges_g_se_large_sample);
    expectClose(r.ci.low, expected.hedges_g_ci95_low_large_sample);
    expectClose(r.ci.high, expected.hedges_g_ci95_high_large_sample);
    expectClose(r.pooledSd, expected.pooled_sd);
  });
});

describe('small samples without ties', () => {
  const { xa, xb, signed_rank_xa: signed, rank_sum_xa_xb: sum } = golden.exact_rank_tests;

  it('signed rank is exact', () => {
    const r = estimated(wilcoxonSignedRank(xa));
    expect(r).toMatchObject({ v: signed.V, method: 'exact' });
    expectClose(r.p, signed.p_exact, 1e-12);
    const shift = estimated(hodgesLehmannOneSample(xa));
    expectClose(shift.estimate, signed.hodges_lehmann);
    expectClose(shift.ci?.low, signed.ci95_low);
    expectClose(shift.ci?.high, signed.ci95_high);
  });

  it('rank sum is exact', () => {
    const r = estimated(mannWhitney(xa, xb));
    expect(r).toMatchObject({ u: sum.W, method: 'exact' });
    expectClose(r.p, sum.p_exact, 1e-12);
    const shift = estimated(hodgesLehmannTwoSample(xa, xb));
    expectClose(shift.estimate, sum.hodges_lehmann);
    expectClose(shift.ci?.low, sum.ci95_low);
    expectClose(shift.ci?.high, sum.ci95_high);
  });
});

describe('what cannot be estimated says so', () => {
  it.each([
    ['paired t of one pair', pairedT([1])],
    ['paired t of equal changes', pairedT([0.1, 0.1, 0.1])],
    ['Welch of one value', welchT([1], [1, 2])],
    ['Welch without spread', welchT([1, 1], [2, 2])],
    ['signed rank of nothing', wilcoxonSignedRank([])],
    ['signed rank of zeros', wilcoxonSignedRank([0, 0, 0])],
    ['rank sum of an empty arm', mannWhitney([], [1])],
    ['rank sum of ties only', mannWhitney([1, 1], [1, 1])],
    ['pseudo-median of nothing', hodgesLehmannOneSample([])],
    ['shift of nothing', hodgesLehmannTwoSample([], [])],
    ['g without spread', hedgesG([1, 1], [2, 2])],
  ])('%s', (_, result) => {
    expect(result).toEqual({ estimable: false, reason: expect.any(String) });
  });

  it('gives no interval when the sample is too small for its level', () => {
    expect(estimated(hodgesLehmannOneSample([1, 2, 4])).ci).toBeNull();
  });
});

it('ranks censored values below all others', () => {
  const censored = Number.NEGATIVE_INFINITY;
  expect(estimated(mannWhitney([censored, censored, 3], [2, 4, 5])).u).toBe(1);
});
