import { type FhirError, refuse } from '#fhir/operation-outcome.ts';
import type { InputValue, OperationInput } from './operation-input.ts';

/**
 * The refusal of a parameter's value, which says what was found and what was expected, at its place in the body;
 * `given` tells which, of a parameter that repeats.
 */
export function wrongValue(
  { input, definition }: { input: OperationInput; definition: string },
  name: string,
  found: string,
  expected: string,
  given: InputValue | undefined = input.one(name),
): FhirError {
  const place = given?.expression ?? '';
  return refuse(400, 'value', `'${found.slice(0, 80)}' was given for ${name}; ${expected} was expected`, {
    source: definition,
    ...(place.startsWith('Parameters') ? { expression: place } : {}),
  });
}
