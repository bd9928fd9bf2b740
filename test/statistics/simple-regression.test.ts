import { simpleRegression } from '#statistics/simple-regression.ts';

it('fits the line of least squares', () => {
  const points = [2, 4, 4, 4, 5, 5, 7, 9].map((y, x) => ({ x, y }));
  expect(simpleRegression(points)).toEqual({
    estimable: true,
    gradient: expect.closeTo(34 / 42, 12),
    intercept: expect.closeTo(5 - (34 / 42) * 3.5, 12),
  });
});

it('goes through two points, however far from the origin', () => {
  const far = 1_700_000_000;
  expect(
    simpleRegression([
      { x: far, y: 7 },
      { x: far + 2, y: 6 },
    ]),
  ).toEqual({
    estimable: true,
    gradient: -0.5,
    intercept: 7 + 0.5 * far,
  });
});

it.each([
  [[]],
  [[{ x: 1, y: 2 }]],
  [
    [
      { x: 1, y: 2 },
      { x: 1, y: 3 },
    ],
  ],
])('needs two different x: %j', (points) => {
  expect(simpleRegression(points).estimable).toBe(false);
});
