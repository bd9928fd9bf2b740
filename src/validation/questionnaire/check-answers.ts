import type { QuestionnaireItem } from '@medplum/fhirtypes';
import { type Place, placeBelow } from '../place.ts';
import type { JsonObject } from '../shape.ts';
import { checkAnswerLimits } from './answer-limits.ts';
import { checkAnswerOptions } from './answer-options.ts';
import { answerTypes, isOfType } from './answer-type.ts';
import { stepOf, valueIn } from './answer-value.ts';
import { type AnsweredItem, extensionValue, type Form, objectsOf } from './form.ts';

const SOURCE = 'StructureDefinition/Questionnaire#Questionnaire.item';
const CORE = 'http://hl7.org/fhir/StructureDefinition/';

function checkNumber(item: QuestionnaireItem, count: number, place: Place, { run }: Form): void {
  if (count > 1 && item.repeats !== true) {
    const words = `Found ${count} answers to '${item.linkId}', expected one, since it does not repeat`;
    run.error('structure', place, `${words}.`, `${SOURCE}.repeats`);
  }
  const most = extensionValue(item, `${CORE}questionnaire-maxOccurs`);
  if (typeof most === 'number' && count > most) {
    const words = `Found ${count} answers to '${item.linkId}', expected at most ${most}`;
    run.error('structure', place, `${words}.`, `${CORE}questionnaire-maxOccurs`);
  }
  const least = extensionValue(item, `${CORE}questionnaire-minOccurs`);
  if (typeof least === 'number' && count < least && count > 0) {
    const words = `Found ${count} answers to '${item.linkId}', expected at least ${least}`;
    run.error('required', place, `${words}.`, `${CORE}questionnaire-minOccurs`);
  }
}

function checkAnswer(item: QuestionnaireItem, answer: JsonObject, place: Place, form: Form): void {
  const value = valueIn(answer, 'value');
  const types = answerTypes(item);
  if (value === undefined || types === undefined) return;
  const where = placeBelow(place, stepOf(value));
  if (!isOfType(value, types)) {
    const words = `Found an answer of type ${value.type}, expected ${types.join(' or ')}, since '${item.linkId}' is of type ${item.type}`;
    form.run.error('structure', where, `${words}.`, `${SOURCE}.type`);
    return;
  }
  checkAnswerOptions(item, value, form.questionnaire, where, form.run);
  checkAnswerLimits(item, answer, value, where, form.run);
}

/** The answers of one item of a response, by what the Questionnaire says of the question. */
export function checkAnswers(
  item: QuestionnaireItem,
  { item: answered, place }: AnsweredItem,
  form: Form,
): void {
  const answers = objectsOf(answered.answer);
  if (answers.length === 0) return;
  // A group or display, or the `question` that stands for questions of any type.
  if (answerTypes(item) === undefined) {
    const words = `Found an answer to '${item.linkId}', expected none, since it is of type ${item.type}`;
    form.run.error('structure', placeBelow(place, 'answer'), `${words}.`, `${SOURCE}.type`);
    return;
  }
  checkNumber(item, answers.length, placeBelow(place, 'answer'), form);
  for (const [i, answer] of answers.entries())
    checkAnswer(item, answer, placeBelow(place, 'answer', i), form);
}
