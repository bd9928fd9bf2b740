import { type Answer, information } from './answer.ts';
import { preference } from './request.ts';

/** What a client wants to get back of what it writes (http.html#ops, Prefer). */
export type Preference = 'minimal' | 'representation' | 'OperationOutcome';

const PREFERENCES: Preference[] = ['minimal', 'representation', 'OperationOutcome'];

/** `return=...` of a Prefer header; undefined where it says none of R4's. */
export function readPreference(prefer: string | undefined): Preference | undefined {
  const wanted = preference(prefer, 'return');
  return PREFERENCES.find((known) => known === wanted);
}

const DONE: Record<NonNullable<Answer['outcome']>, string> = {
  created: 'created',
  updated: 'updated',
  unchanged: 'there was nothing to change, so that no version was made',
  matched: 'nothing was stored, since the condition finds a resource',
  deleted: 'deleted',
  absent: 'there was nothing to delete',
  restored: 'restored',
  reindexed: 'indexed anew',
};

/** The answer to a write as the client prefers it; that to anything else stays as it is. */
export function preferredAnswer(answer: Answer, wanted: Preference | undefined): Answer {
  const { status, headers, outcome, isOutcome, body: _body, ...rest } = answer;
  if (outcome === undefined || wanted === undefined || wanted === 'representation') return answer;
  if (wanted === 'minimal') return { ...rest, status: isOutcome ? 204 : status, headers, outcome };
  if (isOutcome) return answer;
  // With a payload a success is no 204.
  return {
    ...rest,
    status: status === 204 ? 200 : status,
    headers,
    outcome,
    isOutcome: true,
    body: information(DONE[outcome], answer.told),
  };
}
