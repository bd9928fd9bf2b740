import { type FhirError, type IssueCode, refuse } from '#fhir/operation-outcome.ts';
import type { Reason, Terminology } from '#terminology/terminology.ts';
import { TerminologyError, type Why } from '#terminology/terminology-error.ts';

/** Status and code of a question that cannot be answered. */
const REFUSALS: Record<Reason, [number, IssueCode]> = {
  'unknown-value-set': [404, 'not-found'],
  'unknown-code-system': [404, 'not-found'],
  'partial-code-system': [422, 'not-found'],
  'invalid-code': [404, 'not-found'],
  'not-in-value-set': [422, 'code-invalid'],
  'abstract-code': [422, 'code-invalid'],
  'no-system': [422, 'required'],
  'not-answered': [503, 'transient'],
  'broken-value-set': [422, 'invalid'],
  'too-costly': [422, 'too-costly'],
};

/** The refusal of a question that terminology cannot answer. */
export function refuseQuestion({ reason, message }: Why, source: string): FhirError {
  const [status, code] = REFUSALS[reason];
  return refuse(status, code, message, { source });
}

/** Asks terminology, fetching what is not in memory; what it cannot answer is refused. `source` is the operation. */
export async function answerQuestion<T>(terminology: Terminology, source: string, ask: () => T): Promise<T> {
  try {
    return await terminology.settle(ask);
  } catch (error) {
    throw error instanceof TerminologyError ? refuseQuestion(error, source) : error;
  }
}
