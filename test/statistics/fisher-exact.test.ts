import { fisherExact } from '#statistics/fisher-exact.ts';
import { estimated, expectClose, golden } from './golden.ts';

it('agrees with R on subjects with adverse events', () => {
  const g = golden.safety_fisher;
  const result = estimated(fisherExact({ events: g.A_with_ae, n: g.A_n }, { events: g.B_with_ae, n: g.B_n }));
  expectClose(result.p, g.p_two_sided, 1e-8);
});

it('says so when there is nothing to compare', () => {
  expect(fisherExact({ events: 0, n: 25 }, { events: 0, n: 25 }).estimable).toBe(false);
  expect(fisherExact({ events: 0, n: 0 }, { events: 1, n: 25 }).estimable).toBe(false);
});
