import { holm } from '#statistics/holm.ts';
import { expectClose, golden } from './golden.ts';

it.each(['primary', 'secondary'])('adjusts the %s family as R does', (family) => {
  const adjusted = holm(Object.values<number>(golden.holm[`${family}_raw`]));
  const expected = Object.values<number>(golden.holm[`${family}_holm`]);
  for (const [i, p] of adjusted.entries()) expectClose(p, expected[i]!, 1e-12);
});

it('counts a hypothesis without p-value as a member of the family', () => {
  expect(holm([0.01, null])).toEqual([0.02, null]);
  expect(holm([null])).toEqual([null]);
});
