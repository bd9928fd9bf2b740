import { type DefinedOperation, definedOperation } from '#conformance/operation-definition.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import { readParameters } from '../parameters.ts';
import { answerQuestion } from './answer-question.ts';
import { givenValueSet } from './given-value-set.ts';
import { readCodings } from './read-codings.ts';
import { refuseDate } from './refuse-date.ts';
import type { OperationRequest, TerminologyRooms } from './terminology-rooms.ts';
import { validationOutput } from './validation-output.ts';

const defined = definedOperation('ValueSet-validate-code');

/** As R4 defines it, with `inferSystem` of R5: the system of a code is the one in the value set that has it. */
export const VALUE_SET_VALIDATE_CODE: DefinedOperation = {
  ...defined,
  inputs: [...defined.inputs, { name: 'inferSystem', min: 0, max: '1', type: 'boolean' }],
};
const SOURCE = VALUE_SET_VALIDATE_CODE.definition;

/** `ValueSet/$validate-code`: whether a code is in a value set (valueset-operation-validate-code.html). */
export async function valueSetValidateCode(
  request: OperationRequest,
  rooms: TerminologyRooms,
): Promise<Answer> {
  const { terminology } = rooms;
  const input = readParameters(request, VALUE_SET_VALIDATE_CODE, rooms.definitions);
  refuseDate(input, SOURCE);
  const codings = readCodings(input, { system: 'system', version: 'systemVersion' }, SOURCE);
  // A context is an element, whose codes have no system; the value set must make it plain then.
  const inferSystem = input.boolean('inferSystem') ?? input.text('context') !== undefined;
  if (input.text('code') !== undefined && !inferSystem && codings[0]?.system === undefined)
    throw refuse(400, 'required', 'system is missing; give it, or a context, or inferSystem=true', {
      source: SOURCE,
    });
  const given = await givenValueSet(request, input, SOURCE, rooms);
  const abstract = input.boolean('abstract') ?? false;
  const answer = await answerQuestion(terminology, SOURCE, () =>
    terminology.validateInValueSet(given, codings, { abstract, inferSystem }),
  );
  return validationOutput(answer, SOURCE);
}
