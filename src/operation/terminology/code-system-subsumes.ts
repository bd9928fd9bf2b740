import type { CodeSystem } from '@medplum/fhirtypes';
import { definedOperation } from '#conformance/operation-definition.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import type { Coding } from '#terminology/terminology.ts';
import type { OperationInput } from '../operation-input.ts';
import { readParameters } from '../parameters.ts';
import { output, parametersAnswer } from '../parameters-answer.ts';
import { answerQuestion } from './answer-question.ts';
import { givenResource } from './given-resource.ts';
import { codingOf } from './read-codings.ts';
import type { OperationRequest, TerminologyRooms } from './terminology-rooms.ts';

export const SUBSUMES = definedOperation('CodeSystem-subsumes');
const SOURCE = SUBSUMES.definition;

/** `CodeSystem/$subsumes`: how two codes of a code system stand to each other (codesystem-operation-subsumes.html). */
export async function codeSystemSubsumes(
  request: OperationRequest,
  rooms: TerminologyRooms,
): Promise<Answer> {
  const { terminology } = rooms;
  const input = readParameters(request, SUBSUMES, rooms.definitions);
  const options = { name: 'codeSystem', version: 'version', source: SOURCE };
  const given = await givenResource<CodeSystem>('CodeSystem', request, input, options, rooms);
  const resource = given && 'resource' in given ? given.resource : undefined;
  const [a, b] = [readCoding('A', input), readCoding('B', input)];
  const system = input.text('system') ?? resource?.url ?? a.system ?? b.system;
  if (!system && !resource)
    throw refuse(400, 'required', 'system is missing; the codes alone do not say of which one they are', {
      source: SOURCE,
    });
  for (const coding of [a, b])
    if (coding.system !== undefined && coding.system !== system)
      throw refuse(
        422,
        'not-supported',
        `only codes of one system are compared; ${system?.slice(0, 200)} was asked for`,
        {
          source: SOURCE,
        },
      );
  const of = resource ?? { system: system ?? '', version: input.text('version') ?? a.version ?? b.version };
  const outcome = await answerQuestion(terminology, SOURCE, () =>
    terminology.subsumes(of, a.code ?? '', b.code ?? ''),
  );
  return parametersAnswer(output('outcome', 'code', outcome));
}

/** `codeA` or `codingA`. */
function readCoding(letter: 'A' | 'B', input: OperationInput): Coding {
  const [code, coding] = [input.text(`code${letter}`), input.one(`coding${letter}`)];
  if ((code === undefined) === (coding === undefined))
    throw refuse(400, 'required', `one of code${letter} and coding${letter} was expected`, {
      source: SOURCE,
    });
  const read = coding ? codingOf(coding.value, coding.expression, SOURCE) : { code };
  if (read.code) return read;
  throw refuse(400, 'required', `coding${letter} has no code`, { source: SOURCE });
}
