import { definedOperation } from '#conformance/operation-definition.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import { readParameters } from '../parameters.ts';
import { output, parametersAnswer } from '../parameters-answer.ts';
import { answerQuestion } from './answer-question.ts';
import type { OperationRequest, TerminologyRooms } from './terminology-rooms.ts';

export const PREFERRED_ID = definedOperation('NamingSystem-preferred-id');
const SOURCE = PREFERRED_ID.definition;

/** `NamingSystem/$preferred-id`: another identifier of a naming system (namingsystem-operation-preferred-id.html). */
export async function namingSystemPreferredId(
  request: OperationRequest,
  { terminology, definitions }: TerminologyRooms,
): Promise<Answer> {
  const input = readParameters(request, PREFERRED_ID, definitions);
  const [id, type] = [input.text('id') ?? '', input.text('type') ?? ''];
  const systems = await answerQuestion(terminology, SOURCE, () => terminology.namingSystems(id));
  if (systems.length !== 1)
    throw systems.length
      ? refuse(
          422,
          'multiple-matches',
          `${systems.length} naming systems have the id '${id.slice(0, 200)}'`,
          {
            source: SOURCE,
          },
        )
      : refuse(404, 'not-found', `no naming system that is known here has the id '${id.slice(0, 200)}'`, {
          source: SOURCE,
        });
  const ofType = (systems[0]?.uniqueId ?? []).filter((each) => each.type === type);
  const preferred = ofType.find((each) => each.preferred) ?? ofType[0];
  if (!preferred || (ofType.length > 1 && !ofType.some((each) => each.preferred)))
    throw refuse(
      ofType.length ? 422 : 404,
      ofType.length ? 'multiple-matches' : 'not-found',
      `the naming system has ${ofType.length || 'no'} ids of type '${type.slice(0, 40)}'; expected one of oid, uuid, uri or other that it has`,
      { source: SOURCE },
    );
  return parametersAnswer(output('result', 'string', (preferred.value ?? '').replace(/^urn:oid:/, '')));
}
