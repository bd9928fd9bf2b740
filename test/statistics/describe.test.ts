import { describe as describeValues } from '#statistics/describe.ts';
import { changes, expectClose, golden, pairs, subjects } from './golden.ts';

function expectDescription(values: (number | null)[], expected: Record<string, number>) {
  const d = describeValues(values);
  expect([d.n, d.missing]).toEqual([expected.n, expected.missing]);
  expectClose(d.mean, expected.mean!);
  expectClose(d.sd, expected.sd!);
  expectClose(d.se, expected.se!);
  expectClose(d.ci?.low, expected.ci95_low!);
  expectClose(d.ci?.high, expected.ci95_high!);
  expectClose(d.median, expected.median!);
  expectClose(d.q1, expected.q1_type7!);
  expectClose(d.q3, expected.q3_type7!);
  expectClose(d.min, expected.min!);
  expectClose(d.max, expected.max!);
}

it.each(['A', 'B'] as const)('describes arm %s as R does', (arm) => {
  const all = subjects.filter((s) => s.arm === arm);
  const expected = golden.descriptives[arm];
  expectDescription(
    all.map((s) => s.baseline),
    expected.baseline_all,
  );
  expectDescription(
    all.map((s) => s.month3),
    expected.month3_all,
  );
  expectDescription(
    pairs(arm).map((p) => p.baseline),
    expected.baseline_cc,
  );
  expectDescription(
    pairs(arm).map((p) => p.followUp),
    expected.month3_cc,
  );
  expectDescription(changes(arm), expected.change);
});

it('says null, not NaN, for what one value or none cannot tell', () => {
  expect(describeValues([null, null])).toMatchObject({ n: 0, missing: 2, mean: null, median: null });
  expect(describeValues([4.2])).toMatchObject({
    n: 1,
    mean: 4.2,
    sd: null,
    se: null,
    ci: null,
    median: 4.2,
    min: 4.2,
  });
});
