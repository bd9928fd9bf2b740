import { type Estimable, notEstimable } from '#statistics/estimable.ts';

export interface FisherExact {
  p: number;
}

/** Counts of one arm: subjects with the event, of how many. */
export interface EventCount {
  events: number;
  n: number;
}

// R's tolerance: tables as likely as the observed one up to rounding belong to the tail.
const AS_LIKELY = 1 + 1e-7;

function logFactorials(upTo: number): number[] {
  const logs = [0];
  for (let i = 1; i <= upTo; i += 1) logs.push(logs[i - 1]! + Math.log(i));
  return logs;
}

/** Fisher's exact test of two proportions, two-sided: all tables at most as likely as the observed one. */
export function fisherExact(first: EventCount, second: EventCount): Estimable<FisherExact> {
  const total = first.n + second.n;
  const events = first.events + second.events;
  if (first.n === 0 || second.n === 0) return notEstimable('an arm without subjects');
  if (events === 0 || events === total) return notEstimable('no subject, or every subject, has the event');
  const log = logFactorials(total);
  const choose = (n: number, k: number) => log[n]! - log[k]! - log[n - k]!;
  const probability = (k: number) =>
    Math.exp(choose(first.n, k) + choose(second.n, events - k) - choose(total, events));
  const observed = probability(first.events);
  let p = 0;
  for (let k = Math.max(0, events - second.n); k <= Math.min(events, first.n); k += 1) {
    const likelihood = probability(k);
    if (likelihood <= observed * AS_LIKELY) p += likelihood;
  }
  return { estimable: true, p: Math.min(1, p) };
}
