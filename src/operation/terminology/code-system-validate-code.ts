import type { CodeSystem } from '@medplum/fhirtypes';
import { definedOperation } from '#conformance/operation-definition.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import type { CodeValidation, Coding, Terminology } from '#terminology/terminology.ts';
import { readParameters } from '../parameters.ts';
import { answerQuestion } from './answer-question.ts';
import { type Given, givenResource } from './given-resource.ts';
import { readCodings } from './read-codings.ts';
import { refuseDate } from './refuse-date.ts';
import type { OperationRequest, TerminologyRooms } from './terminology-rooms.ts';
import { validationOutput } from './validation-output.ts';

export const CODE_SYSTEM_VALIDATE_CODE = definedOperation('CodeSystem-validate-code');
const SOURCE = CODE_SYSTEM_VALIDATE_CODE.definition;

/** `CodeSystem/$validate-code`: whether a code is one of a code system (codesystem-operation-validate-code.html). */
export async function codeSystemValidateCode(
  request: OperationRequest,
  rooms: TerminologyRooms,
): Promise<Answer> {
  const { terminology } = rooms;
  const input = readParameters(request, CODE_SYSTEM_VALIDATE_CODE, rooms.definitions);
  refuseDate(input, SOURCE);
  const codings = readCodings(input, { system: 'url', version: 'version' }, SOURCE);
  const options = { name: 'codeSystem', version: 'version', source: SOURCE };
  const given = await givenResource<CodeSystem>('CodeSystem', request, input, options, rooms);
  const abstract = input.boolean('abstract') ?? false;
  const answer = await answerQuestion(terminology, SOURCE, () =>
    firstValid(codings.map((coding) => validate(coding, given, abstract, terminology))),
  );
  return validationOutput(answer, SOURCE);
}

function validate(
  coding: Coding,
  given: Given<CodeSystem>,
  abstract: boolean,
  terminology: Terminology,
): CodeValidation {
  const resource = given && 'resource' in given ? given.resource : undefined;
  const [url, version] = given && 'canonical' in given ? given.canonical.split('|') : [resource?.url];
  const system = coding.system ?? url;
  if (system === undefined && !resource)
    throw refuse(400, 'required', 'neither url nor a system says of which code system the code is', {
      source: SOURCE,
    });
  if (url !== undefined && system !== url) {
    const message = `'${(coding.code ?? '').slice(0, 120)}' is of ${system?.slice(0, 200)}, not of ${url.slice(0, 200)}`;
    return { result: false, reason: 'invalid-code', message };
  }
  const asked = { ...coding, system: system ?? '', version: coding.version ?? version };
  return terminology.validateCode(asked, { abstract }, resource);
}

/** True if one of the codings is valid; else unknown if that is not known of one of them. */
function firstValid(answers: CodeValidation[]): CodeValidation {
  const none: CodeValidation = {
    result: false,
    reason: 'invalid-code',
    message: 'the CodeableConcept has no coding',
  };
  return (
    answers.find(({ result }) => result === true) ??
    answers.find(({ result }) => result === 'unknown') ??
    answers[0] ??
    none
  );
}
