import { refuse } from '#fhir/operation-outcome.ts';
import type { OperationInput } from '../operation-input.ts';

/** No definition is kept as it was at another time, and an answer for now would be a wrong one. */
export function refuseDate(input: OperationInput, source: string): void {
  const date = input.one('date');
  if (!date) return;
  throw refuse(422, 'not-supported', 'date: this server answers only for the present', {
    ...(date.expression.startsWith('Parameters') ? { expression: date.expression } : {}),
    source,
  });
}
