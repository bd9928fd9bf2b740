import type { SelectionRule } from '#study/analysis-plan.ts';

/** What the rules look at; the caller's candidates carry more. */
export interface Candidate {
  id: string;
  /** Instant of collection in milliseconds. */
  instant: number;
  /** Local day counted from day 0; null when it cannot be counted. */
  day: number | null;
  status: string;
  /** Instant of release in milliseconds; null when not stated. */
  issued: number | null;
}

/** The chosen candidate and the step that decided. */
export interface Choice<C extends Candidate> {
  chosen: C | null;
  decidedBy:
    | 'no-candidate'
    | 'only-candidate'
    | 'latest'
    | 'nearest-to-target'
    | 'later-of-equally-near'
    | 'corrected'
    | 'latest-issued'
    | 'id';
}

type Step<C> = { name: Choice<Candidate>['decidedBy']; score: (candidate: C) => number };

const CORRECTION_RANK: Record<string, number> = { corrected: 2, amended: 1 };

/** The same specimen reported twice: the correction wins, then the later release. */
const duplicates: Step<Candidate>[] = [
  { name: 'corrected', score: (c) => CORRECTION_RANK[c.status] ?? 0 },
  { name: 'latest-issued', score: (c) => c.issued ?? Number.NEGATIVE_INFINITY },
];

function steps(rule: SelectionRule, target: number): Step<Candidate>[] {
  if (rule === 'last') return [{ name: 'latest', score: (c) => c.instant }, ...duplicates];
  return [
    {
      name: 'nearest-to-target',
      score: (c) => (c.day === null ? Number.NEGATIVE_INFINITY : -Math.abs(c.day - target)),
    },
    { name: 'later-of-equally-near', score: (c) => c.instant },
    ...duplicates,
  ];
}

/** Picks one value; never an average. `target` is the planned day, used by `nearest-to-target` alone. */
export function selectCandidate<C extends Candidate>(
  candidates: readonly C[],
  rule: SelectionRule,
  target: number,
): Choice<C> {
  if (candidates.length === 0) return { chosen: null, decidedBy: 'no-candidate' };
  if (candidates.length === 1) return { chosen: candidates[0]!, decidedBy: 'only-candidate' };
  let left = [...candidates];
  for (const { name, score } of steps(rule, target)) {
    const best = Math.max(...left.map(score));
    left = left.filter((candidate) => score(candidate) === best);
    if (left.length === 1) return { chosen: left[0]!, decidedBy: name };
  }
  left.sort((a, b) => a.id.localeCompare(b.id));
  return { chosen: left[0]!, decidedBy: 'id' };
}
