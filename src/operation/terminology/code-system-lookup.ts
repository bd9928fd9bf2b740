import { definedOperation } from '#conformance/operation-definition.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import type { ConceptProperty, Designation } from '#terminology/code-system/concept.ts';
import { readParameters } from '../parameters.ts';
import { type OutputParameter, output, parametersAnswer } from '../parameters-answer.ts';
import { answerQuestion } from './answer-question.ts';
import { readCodings } from './read-codings.ts';
import { refuseDate } from './refuse-date.ts';
import type { OperationRequest, TerminologyRooms } from './terminology-rooms.ts';

export const LOOKUP = definedOperation('CodeSystem-lookup');

/** `CodeSystem/$lookup`: what a code system says of a code (codesystem-operation-lookup.html). */
export async function codeSystemLookup(request: OperationRequest, rooms: TerminologyRooms): Promise<Answer> {
  const source = LOOKUP.definition;
  const input = readParameters(request, LOOKUP, rooms.definitions);
  refuseDate(input, source);
  const [coding = {}] = readCodings(input, { system: 'system', version: 'version' }, source);
  if (!coding.code || !coding.system)
    throw refuse(400, 'required', 'a code and its system are needed to look it up', { source });
  const displayLanguage = input.text('displayLanguage');
  const property = input.all('property').map(({ value }) => value as string);
  const options = { property, ...(displayLanguage ? { displayLanguage } : {}) };
  const found = await answerQuestion(rooms.terminology, source, () =>
    rooms.terminology.lookup(coding, options),
  );
  return parametersAnswer([
    ...output('name', 'string', found.name),
    ...output('version', 'string', found.version),
    ...output('display', 'string', found.display),
    ...found.designation.map(designationOutput),
    ...found.property.map(propertyOutput),
  ]);
}

const designationOutput = ({ language, use, value }: Designation): OutputParameter => ({
  name: 'designation',
  part: [
    ...output('language', 'code', language),
    ...output('use', 'Coding', use),
    ...output('value', 'string', value),
  ],
});

const propertyOutput = ({ code, type, value, description }: ConceptProperty): OutputParameter => ({
  name: 'property',
  part: [
    ...output('code', 'code', code),
    ...output('value', type, value),
    ...output('description', 'string', description),
  ],
});
