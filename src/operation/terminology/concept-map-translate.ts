import type { ConceptMap } from '@medplum/fhirtypes';
import { definedOperation } from '#conformance/operation-definition.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import type { Dependency } from '#terminology/concept-map/dependencies.ts';
import { isTranslation } from '#terminology/concept-map/equivalence.ts';
import type { Match, Translation } from '#terminology/concept-map/translate.ts';
import type { OperationInput } from '../operation-input.ts';
import { readParameters } from '../parameters.ts';
import { type OutputParameter, output, parametersAnswer } from '../parameters-answer.ts';
import { answerQuestion } from './answer-question.ts';
import { type Given, givenResource } from './given-resource.ts';
import { codingsOf, readCodings } from './read-codings.ts';
import type { OperationRequest, TerminologyRooms } from './terminology-rooms.ts';

export const TRANSLATE = definedOperation('ConceptMap-translate');
const SOURCE = TRANSLATE.definition;

/** `ConceptMap/$translate`: what concept maps say of a code (conceptmap-operation-translate.html). */
export async function conceptMapTranslate(
  request: OperationRequest,
  rooms: TerminologyRooms,
): Promise<Answer> {
  const { terminology } = rooms;
  const input = readParameters(request, TRANSLATE, rooms.definitions);
  const codings = readCodings(input, { system: 'system', version: 'version' }, SOURCE);
  if (input.text('code') !== undefined && codings[0]?.system === undefined)
    throw refuse(400, 'required', 'system is missing; a code alone does not say what it means', {
      source: SOURCE,
    });
  const parameters = { name: 'conceptMap', version: 'conceptMapVersion', source: SOURCE };
  const given = await givenResource<ConceptMap>('ConceptMap', request, input, parameters, rooms);
  const targetSystem = input.text('targetsystem');
  const options = {
    reverse: input.boolean('reverse') ?? false,
    dependencies: input.all('dependency').map(({ parts }) => readDependency(parts)),
    ...(targetSystem === undefined ? {} : { targetSystem }),
  };
  const choice = choiceOf(given, input);
  const found = await answerQuestion(terminology, SOURCE, () =>
    codings.map((coding) => terminology.translate(coding, choice, options)),
  );
  if (found.includes(undefined))
    throw refuse(404, 'not-found', `the concept map ${String(choice.map).slice(0, 200)} is not known here`, {
      source: SOURCE,
    });
  return answerOf(found.flatMap((each) => each ?? []));
}

function choiceOf(given: Given<ConceptMap>, input: OperationInput) {
  const [source, target] = [input.text('source'), input.text('target')];
  return {
    ...(given ? { map: 'resource' in given ? given.resource : given.canonical } : {}),
    ...(source === undefined ? {} : { source }),
    ...(target === undefined ? {} : { target }),
  };
}

function readDependency(parts: OperationInput): Dependency {
  const concept = parts.one('concept');
  const { text } = (concept?.value ?? {}) as { text?: unknown };
  return {
    element: parts.text('element') ?? '',
    codings: concept ? codingsOf(concept, SOURCE) : [],
    text: typeof text === 'string' ? text : undefined,
  };
}

function answerOf(found: Translation[]): Answer {
  const matches = found.flatMap((translation) => translation.matches);
  const missing = [...new Set(found.flatMap((translation) => translation.missing))];
  const result = matches.some(({ equivalence, concept }) => concept && isTranslation(equivalence));
  const said = [
    ...(matches.length || missing.length
      ? []
      : ['no concept map that is known here has a mapping for the code']),
    ...missing.map(
      (element) => `a mapping depends on a value of ${element}, which was not given as a dependency`,
    ),
  ];
  return parametersAnswer([
    ...output('result', 'boolean', result),
    ...output('message', 'string', said.join('; ') || undefined),
    ...matches.map(matchOutput),
  ]);
}

const matchOutput = ({ equivalence, concept, product, source }: Match): OutputParameter => ({
  name: 'match',
  part: [
    ...output('equivalence', 'code', equivalence),
    ...output('concept', 'Coding', concept),
    ...product.map(({ element, concept: value }) => ({
      name: 'product',
      part: [...output('element', 'uri', element), ...output('concept', 'Coding', value)],
    })),
    ...output('source', 'uri', source || undefined),
  ],
});
