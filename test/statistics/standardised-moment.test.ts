import { standardisedMoment } from '#statistics/standardised-moment.ts';

// By hand: the mean is 5, the deviations are -3, -1, -1, -1, 0, 0, 2 and 4, their squares sum up to 32.
const values = [2, 4, 4, 4, 5, 5, 7, 9];

it('is the skewness in order 3 and the kurtosis in order 4', () => {
  expect(standardisedMoment(values, 3)).toBeCloseTo(42 / 8 / (32 / 8) ** 1.5, 12);
  expect(standardisedMoment(values, 4)).toBeCloseTo(356 / 8 / (32 / 8) ** 2, 12);
});

it('does not change with place and scale, but for the sign of the skewness', () => {
  const turned = values.map((x) => 1000 - 0.001 * x);
  expect(standardisedMoment(turned, 3)).toBeCloseTo(-0.65625, 9);
  expect(standardisedMoment(turned, 4)).toBeCloseTo(2.78125, 9);
});

it('is not there for values without spread', () => {
  expect(standardisedMoment([7.1, 7.1, 7.1], 3)).toBeNull();
  expect(standardisedMoment([7.1], 4)).toBeNull();
});
